"""`manage.py fill_pricing`: what messages cost, from receipts that came before the console kept it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from messaging.actors import Actor
from messaging.ingest import fill_stored_pricing
from messaging.management.reachable import require_database


class Command(BaseCommand):
    help = (
        "Reads the stored webhook calls once more for what messages cost, as it is read when they come. Nothing else"
        " changes; it may run beside servers, and again."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        require_database()
        done = fill_stored_pricing(by=Actor.system("fill_pricing"))
        self.stdout.write(
            f"{done.calls} stored calls tell of costs; {done.messages} messages learned something."
        )
        if done.unreadable:
            self.stdout.write(f"{done.unreadable} more could not be read and were left alone.")
