"""What SQLAlchemy's suite prepares for SQLite: `test_schema` beside the main file."""

from sqlalchemy.dialects.sqlite.provision import *  # noqa: F403 - registers by its import
