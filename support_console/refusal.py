"""The edge where a start is refused: one sentence instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """End the process with exit code 1 where the settings are wrong: whoever starts it need not be a programmer."""
    try:
        yield
    except ImproperlyConfigured as refusal:
        sys.exit(f"The support console cannot start. {refusal}")
