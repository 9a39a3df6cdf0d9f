"""Filling a form: the sheet of fields, their editors, sub-tables, what is wrong."""
