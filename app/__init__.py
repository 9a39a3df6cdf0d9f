"""Everything that thinks and keeps, without a screen."""
