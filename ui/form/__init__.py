"""Forms: designed, filled, listed."""
