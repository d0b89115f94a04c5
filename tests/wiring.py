"""The project's settings as they come out of an environment, executed as Django does."""

from __future__ import annotations

import os
from functools import cache
from types import CodeType
from typing import Any
from unittest.mock import patch

from tests.live import PROJECT

SETTINGS = PROJECT / "support_console/settings.py"


def settings_of(**variables: str) -> dict[str, Any]:
    """All names of the settings module under these variables and no others; they should have a VAR_DIR.

    Raises `ImproperlyConfigured` as the start of a process would.
    """
    found: dict[str, Any] = {"__name__": "settings", "__file__": str(SETTINGS)}
    with patch.dict(os.environ, variables, clear=True):
        exec(_compiled(), found)
    return found


@cache
def _compiled() -> CodeType:
    """The settings are executed more than a hundred times; compiling them is most of what that costs."""
    return compile(SETTINGS.read_text("utf-8"), str(SETTINGS), "exec")
