"""Widgets and helpers that know no noun of the product."""
