"""Spreadsheets of strangers: CSV and XLSX as a grid of cells, whatever column asks."""
