"""``python -m tests.services.listening serve …``: a server whose relay looks at the heads in an hour."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "support_console.settings")
django.setup()

from messaging.feed.relay import Relay  # noqa: E402

if __name__ == "__main__":
    assert Relay.__init__.__kwdefaults__ is not None
    Relay.__init__.__kwdefaults__["poll"] = 3600.0
    execute_from_command_line(sys.argv)
