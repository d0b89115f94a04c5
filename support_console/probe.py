"""``python -m support_console.probe``: the container's health check; exit code 0 when ready.

Standard library only: it runs every few seconds and must not load Django.
"""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit


def host_header() -> str:
    """Return a host name that ALLOWED_HOSTS lets in."""
    public = urlsplit(os.environ.get("PUBLIC_URL", "")).hostname
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return public or first or "localhost"


def ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz/ready", headers={"Host": host_header()})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if ready(int(os.environ.get("PORT") or 8000)) else 1)
