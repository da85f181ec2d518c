"""The form of a record, made from its declaration: editors, problems and saving."""
