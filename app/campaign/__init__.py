"""Campaigns and the people on them."""
