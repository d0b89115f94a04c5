"""Structured logs on stderr: one JSON object a line, each with the id of the request it belongs to."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

DETAIL = re.compile(r"^DETAIL:.*\n?", re.MULTILINE)
request_id: ContextVar[str] = ContextVar("request_id", default="")


class WithRequestId(logging.Filter):
    """Adds ``request_id`` to every record that is written while a request is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get() or None
        return True


class Formatter(JsonFormatter):
    """JSON lines without what PostgreSQL quotes of the row that it refuses: that may be a message's text."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        return DETAIL.sub("", str(super().formatException(ei)))
