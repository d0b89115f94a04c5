"""`manage.py run_delivery`: a delivery worker; any number of them may run."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging import followers, pools
from messaging.delivery.processes import slots_for_rate
from messaging.ingest import apply_poll_results
from messaging.memory import keep_for_ever
from messaging.runtime import runtime


class Command(BaseCommand):
    help = "Hands messages over to the providers, beside `manage.py serve`; for installations with Redis."

    def add_arguments(self, parser: CommandParser) -> None:
        slots = slots_for_rate()
        parser.add_argument(
            "--concurrency", type=int, default=slots, help=f"conversations at once (default: {slots})"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if settings.DELIVERY != "workers":
            raise CommandError(
                "This installation delivers inside `manage.py serve`."
                " Set REDIS_URL (and not DELIVERY=embedded) to use workers."
            )
        if options["concurrency"] < 1:
            raise CommandError("--concurrency must be at least 1.")
        pools.check({"deliver"})
        runtime().poll_handler = apply_poll_results
        # The module needs a broker's URL, which only an installation with workers has.
        worker = import_module("messaging.delivery.processes.celery_worker")
        keep_for_ever()
        sys.exit(worker.run(options["concurrency"], parts=[followers]))
