"""In and out: plans as MS Project, Excel and CSV files; values in, values out."""
