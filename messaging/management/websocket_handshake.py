"""Whether a WebSocket can be opened at a URL: what stands between may answer pages and let no socket through."""

from __future__ import annotations

import base64
import hashlib
import http.client
import secrets
from urllib.parse import urlsplit

# RFC 6455, section 1.3: what a server adds to the key that it is given.
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PATIENCE = 5.0


def refusal_of(url: str) -> str:
    """Return why no WebSocket can be opened at this http or https URL; ``""`` when the server has agreed to one."""
    where = urlsplit(url)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    connection = kind(where.hostname or "", where.port, timeout=PATIENCE)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
        "Origin": f"{where.scheme}://{where.netloc}",
    }
    try:
        connection.request("GET", where.path, headers=headers)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException) as failure:
        return f"no answer ({failure!r})"
    finally:
        connection.close()
    if answer.status != http.client.SWITCHING_PROTOCOLS:
        return f"answered {answer.status}"
    if answer.getheader("Sec-WebSocket-Accept") != _accept(key):
        return "answered 101, but with another socket's key"
    return ""


def _accept(key: str) -> str:
    digest = hashlib.sha1(f"{key}{MAGIC}".encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()
