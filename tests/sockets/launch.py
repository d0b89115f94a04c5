"""``python -m tests.sockets.launch serve|daphne <port>``: a server that loses patience sooner than a real one."""

from __future__ import annotations

import os
import sys
from functools import partial

import django
from daphne.cli import CommandLineInterface
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "support_console.settings")
django.setup()

from messaging.realtime import connection  # noqa: E402
from messaging.realtime.flow_control import FlowControl  # noqa: E402

connection.FlowControl = partial(FlowControl, patience=1.0)  # type: ignore[misc, assignment]
connection.SEND_PATIENCE = 2.0

if __name__ == "__main__":
    kind, port = sys.argv[1:]
    if kind == "serve":
        call_command("serve", port=int(port))
    else:
        CommandLineInterface().run(["-b", "127.0.0.1", "-p", port, "support_console.asgi:application"])
