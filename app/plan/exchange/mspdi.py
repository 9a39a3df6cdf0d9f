"""MS Project's XML (MSPDI), in and out."""

from __future__ import annotations

from app.plan.exchange.mspdi_read import read
from app.plan.exchange.mspdi_write import write

__all__ = ["read", "write"]
