"""`manage.py create_inbox`: an address of ours, from a script."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging import transports
from messaging.actions.inbox import create_inbox
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.management.demo import demo_file
from messaging.management.reachable import require_database
from messaging.models import Agent


class Command(BaseCommand):
    help = "Creates an inbox and prints its id alone on the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--transport", required=True, help=f"one of {', '.join(transports.kinds())}")
        parser.add_argument("--name", required=True)
        parser.add_argument("--address", required=True, help="as customers write it, e.g. +15550001111")
        parser.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="a setting or secret; repeatable"
        )
        parser.add_argument(
            "--member",
            action="append",
            default=[],
            metavar="USERNAME",
            help="an agent who sees it; repeatable",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        require_database()
        try:
            inbox = create_inbox(
                transport=options["transport"],
                name=options["name"],
                address=options["address"],
                config=dict(pair(text) for text in options["set"]),
                members=members(options["member"]),
                by=Actor.system("create_inbox"),
            )
        except ConsoleError as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(f"Created the inbox {inbox}. Scripts read its id from the next line.")
        self.stdout.write(str(inbox.pk))


def pair(text: str) -> tuple[str, str]:
    """``name=value``; the value may hold further equals signs."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"--set takes NAME=VALUE, not {text!r}.")
    return name.strip(), value


def members(usernames: list[str]) -> list[Agent]:
    """Return the named agents and, in a demo, its own; supervisors and admins see every inbox anyway."""
    agents = {agent.username: agent for agent in Agent.objects.filter(username__in=usernames)}
    if unknown := sorted(set(usernames) - agents.keys()):
        raise CommandError(f"There is no user named {unknown[0]!r}.")
    visitor = (demo_file.read() or {}).get("username")
    if demo := Agent.objects.filter(username=visitor).first():
        agents[demo.username] = demo
    return list(agents.values())
