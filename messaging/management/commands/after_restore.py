"""`manage.py after_restore`: after a restored backup, before the servers start again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from messaging.actions.updates import mark_unsent_unconfirmed
from messaging.actors import Actor
from messaging.management.reachable import require_database
from messaging.management.time_limits import without_time_limits


class Command(BaseCommand):
    help = (
        "Makes what the backup had not sent yet unconfirmed, so that nothing goes out twice, and gives every inbox's"
        " feed a new epoch. Run it after restoring a backup, before the servers start again."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        require_database()
        with without_time_limits(connection):
            found = mark_unsent_unconfirmed(by=Actor.system("after_restore"))
        counted = ", ".join(f"{count} {status}" for status, count in found.messages.items())
        total = sum(found.messages.values())
        self.stdout.write(
            f"Not sent when the backup was made: {total} ({counted}). Such messages are unconfirmed now, and agents"
            " decide about each.\n"
            f"Jobs that customers would see (read marks, typing), dropped: {found.dropped_jobs}. Others, which stay and"
            f" are done: {found.kept_jobs}.\n"
            f"Feeds with a new epoch: {found.feeds}. Consoles and programs start again from the lists."
        )
