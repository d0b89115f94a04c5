"""`manage.py rebuild_bills`: what the messages of each inbox and month cost, counted anew beside running servers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from messaging.actions.core import rebuild_bills
from messaging.actors import Actor
from messaging.management.reachable import require_database


class Command(BaseCommand):
    help = (
        "Counts the bills of all inboxes anew from their messages, a month at a time, and mends what is kept otherwise. It"
        " may run beside servers, be stopped, and run again. Needed after messages were written past the application."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        require_database()
        counted = wrong = 0
        for inbox_id, month, right in rebuild_bills(by=Actor.system("rebuild_bills")):
            counted += 1
            wrong += not right
            if not right:
                self.stdout.write(f"Inbox {inbox_id}, {month}: counted anew.")
        self.stdout.write(f"Done: {counted} months of inboxes counted, {wrong} of them were not as kept.")
