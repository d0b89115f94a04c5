"""`manage.py create_token <username>`: lets a program in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.actions.people import create_api_token
from messaging.actors import Actor
from messaging.management.reachable import require_database
from messaging.models import Agent


class Command(BaseCommand):
    help = "Prints a new API token for a user; only its hash is stored, so it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--expires", type=int, metavar="DAYS", help="lifetime in days (default: 365)")

    def handle(self, *_: Any, **options: Any) -> None:
        days = options["expires"]
        if days is not None and days < 1:
            raise CommandError("--expires must be at least one day.")
        require_database()
        agent = Agent.objects.filter(username=options["username"], is_active=True).first()
        if agent is None:
            raise CommandError(f"There is no active user named {options['username']!r}.")
        lifetime = timedelta(days=days) if days is not None else None
        self.stdout.write(create_api_token(agent, expires=lifetime, by=Actor.system("create_token")))
