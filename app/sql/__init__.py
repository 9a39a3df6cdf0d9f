"""SQLAlchemy over APSW: open, capture, climb; knows no table."""
