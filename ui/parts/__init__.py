"""Widgets that know a noun and no column."""
