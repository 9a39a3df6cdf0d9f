"""Campaigns: templates, stages, accounts, posts."""
