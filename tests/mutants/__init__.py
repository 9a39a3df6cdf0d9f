"""Bugs planted on purpose: the proof that the tests can fail."""
