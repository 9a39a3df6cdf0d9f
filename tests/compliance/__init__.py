"""SQLAlchemy's own compliance suite against the dialect over APSW."""
