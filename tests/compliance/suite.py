"""Collected by the process that `test_compliance.py` starts, never by our own run."""

from sqlalchemy.testing.suite import *  # noqa: F403 - the suite is its names
