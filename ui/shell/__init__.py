"""The window: navigation, palette, settings, first run."""
