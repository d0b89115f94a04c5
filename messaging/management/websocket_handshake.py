"""Whether a WebSocket can be opened at a URL: what stands between may answer pages and let no socket through."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.sync.client import connect

PATIENCE = 5.0


def refusal_of(url: str) -> str:
    """Return why no WebSocket can be opened at this http or https URL; ``""`` when the server has agreed to one."""
    where = urlsplit(url)
    socket_url = where._replace(scheme="wss" if where.scheme == "https" else "ws").geturl()
    origin = f"{where.scheme}://{where.netloc}"
    # A proxy that this machine's environment names is not what browsers pass.
    how: dict[str, Any] = {"additional_headers": {"Origin": origin}, "proxy": None}
    try:
        with connect(socket_url, open_timeout=PATIENCE, close_timeout=PATIENCE, **how):
            return ""
    except InvalidStatus as refused:
        return f"answered {refused.response.status_code}"
    except InvalidHandshake as failure:
        return f"answered as if to another socket ({failure})"
    except OSError as failure:
        return f"no answer ({failure!r})"
