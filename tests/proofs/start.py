"""Imported first by every proof: makes the child a Django process."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import django

django.setup()


def say(result: Any) -> None:
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


def until_input_is_closed(greeting: str = "") -> threading.Event:
    """Says ``ready <greeting>``; the event is set when the parent has had enough."""
    over = threading.Event()

    def watch() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=watch, daemon=True).start()
    sys.stdout.write(f"ready {greeting}\n")
    sys.stdout.flush()
    return over
