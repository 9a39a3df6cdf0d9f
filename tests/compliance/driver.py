"""The dialect as the suite opens it: transactions begin by themselves.

In the product an event of the engine begins them, for it knows which ones write.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

from app.sql.dialect import ApswDialect


class SuiteDialect(ApswDialect):
    """Begins like any other driver."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN")


class Requirements(SuiteRequirements):
    """What SQLite can and cannot do, as SQLAlchemy says it for its own driver of SQLite."""

    @property
    def independent_connections(self) -> exclusions.compound:
        """Not beside one another: a file of SQLite has one writer."""
        return exclusions.closed()
