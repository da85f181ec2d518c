"""The parts of the import page: the preview worded, and the columns matched."""
