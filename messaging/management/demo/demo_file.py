"""``var/demo.json``: how a newcomer, a script or a test gets into the demo."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings


def path() -> Path:
    return Path(settings.VAR_DIR) / "demo.json"


def read() -> dict[str, Any] | None:
    """Return what was written last; None when there is nothing usable."""
    try:
        found = json.loads(path().read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and _complete(found) else None


def _complete(found: dict[str, Any]) -> bool:
    texts = ("url", "username", "password", "api_token", "webhook_secret")
    inbox = found.get("inbox")
    return (
        all(isinstance(found.get(name), str) for name in texts) and isinstance(inbox, dict) and "id" in inbox
    )


def write(content: dict[str, Any]) -> None:
    """Write the whole file or nothing, and never readable by others, not even for a moment."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes the file with mode 600.
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".demo-", suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False)
            file.write("\n")
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
