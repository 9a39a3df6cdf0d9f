"""The form designer: palette, canvas, properties, preview, publishing."""
