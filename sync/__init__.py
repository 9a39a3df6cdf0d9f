"""Reconciles replicas through a hub."""
