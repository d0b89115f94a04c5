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


def config(level: str) -> dict[str, Any]:
    """Return a ``dictConfig``; ``level`` is that of our own loggers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "support_console.logs.WithRequestId"}},
        "formatters": {
            "json": {
                "()": "support_console.logs.Formatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "messaging": {"level": level},
            "support_console": {"level": level},
            "uvicorn.error": {"level": "INFO" if level == "DEBUG" else "WARNING"},
            # Every refused request is in our own access line already; the query string is not.
            "django.request": {"level": "ERROR"},
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
