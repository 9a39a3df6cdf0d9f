"""Loads SQLAlchemy's testing plugin with our dialect in its place."""

import pytest
from sqlalchemy.dialects import registry

import app.sql.dialect  # noqa: F401 - registers the product's dialect, which we then replace

registry.register("sqlite.apsw", "tests.compliance.driver", "SuiteDialect")
pytest.register_assert_rewrite("sqlalchemy.testing.assertions")

from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: E402, F403 - hooks by their names
