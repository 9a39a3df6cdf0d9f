"""Forms and records to and from files: XLSForm in, JSON Schema out, a form as one file."""
