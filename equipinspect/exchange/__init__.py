"""Rows of text in and out of spreadsheets; knows no database."""
