"""The windowed table of records: its rows, columns, painting and clipboard."""
