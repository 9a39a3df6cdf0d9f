"""The laptop end of sync."""
