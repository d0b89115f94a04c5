"""What a browser fetches before it draws the first list, as the build's manifest says."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DIST = Path(__file__).resolve().parents[2] / "messaging/static/messaging/dist"
ENTRY = "src/console/main.tsx"
# Of all scripts together, gzipped.
MOST_KIB = 170


def scripts(dist: Path = DIST, entry: str = ENTRY) -> dict[str, int]:
    """Return the bytes, gzipped, of each script that the entry imports, directly or not, without waiting for anything."""
    manifest = json.loads((dist / "manifest.json").read_text())
    return {name: _gzipped(dist / name) for name in _files(manifest, entry, set())}


def kib(found: dict[str, int]) -> float:
    return sum(found.values()) / 1024


def _files(manifest: dict[str, Any], key: str, seen: set[str]) -> Iterator[str]:
    if key in seen:
        return
    seen.add(key)
    yield manifest[key]["file"]
    for imported in manifest[key].get("imports", ()):
        yield from _files(manifest, imported, seen)


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))
