"""`manage.py new_epoch`: after a restored backup, make every reader of the feeds start again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from messaging.feed import renew_epochs


class Command(BaseCommand):
    help = "Gives every inbox's feed a new epoch. Run it after restoring a backup; the server may be running."

    def handle(self, *_: Any, **__: Any) -> None:
        count = renew_epochs()
        self.stdout.write(
            f"{count} feeds have a new epoch; consoles and programs start again from the lists."
        )
