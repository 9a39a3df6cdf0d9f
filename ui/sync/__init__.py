"""Sync centre and conflicts."""
