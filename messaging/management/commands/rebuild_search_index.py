"""`manage.py rebuild_search_index`: the search index anew, beside running servers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from messaging.actions.core import rebuild_search_index
from messaging.actors import Actor
from messaging.management.reachable import require_database


class Command(BaseCommand):
    help = (
        "Writes the search index anew from messages and contacts, a few hundred at a time. It may run beside servers, be"
        " stopped, and run again. Needed after an update that changes which words are found."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        require_database()
        done: dict[str, int] = {}
        for name, last in rebuild_search_index(by=Actor.system("rebuild_search_index")):
            done[name] = last
            if self.stdout.isatty():
                self.stdout.write(f"\r{name} up to {last}", ending="")
        reached = ", ".join(f"{name} up to id {last}" for name, last in done.items()) or "nothing to index"
        self.stdout.write(f"Done: {reached}.")
