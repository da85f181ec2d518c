"""The data that ships with the program: declarations, rules, templates, fonts, icons, texts."""
