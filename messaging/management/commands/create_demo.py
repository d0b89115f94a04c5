"""`manage.py create_demo`: the demo's agents, inbox and conversations, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from messaging.management.demo import create_demo, demo_file
from messaging.management.reachable import require_database


class Command(BaseCommand):
    help = "Make the demo data once, and print where it is and how to get in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url",
            help="where the server is reached (default: PUBLIC_URL, else where it was, else loopback)",
        )

    def handle(self, *_args: Any, url: str | None, **_options: Any) -> None:
        require_database()
        kept = (demo_file.read() or {}).get("url")
        demo = create_demo(url or settings.PUBLIC_URL or kept or f"http://127.0.0.1:{settings.PORT}")
        self.stdout.write(f"URL       {demo['url']}")
        self.stdout.write(f"Login     {demo['username']} / {demo['password']}")
        self.stdout.write(f"API token {demo['api_token']}")
        self.stdout.write(f"All of it is in {demo_file.path()}")
