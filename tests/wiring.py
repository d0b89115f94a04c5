"""The project's settings as they come out of an environment, executed as Django does."""

from __future__ import annotations

import os
import runpy
from typing import Any
from unittest.mock import patch

from tests.live import PROJECT

SETTINGS = str(PROJECT / "support_console/settings.py")


def settings_of(**variables: str) -> dict[str, Any]:
    """All names of the settings module under these variables and no others; they should have a VAR_DIR.

    Raises `ImproperlyConfigured` as the start of a process would.
    """
    with patch.dict(os.environ, variables, clear=True):
        return runpy.run_path(SETTINGS)
