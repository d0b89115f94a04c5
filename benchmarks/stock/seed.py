"""``python -m benchmarks.stock.seed make AGENTS`` or ``… send BATCH COUNT``: fills the database and prints what is in it."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

APP_SECRET = "app-secret-of-stock"
NUMBER_ID = "1065400000001"


def make(agents: int) -> dict[str, Any]:
    """Tables, an inbox and its members; returns how to reach them."""
    from django.core.management import call_command

    from benchmarks.people import make_agents, reached
    from benchmarks.stock.models import Inbox

    call_command("migrate", run_syncdb=True, verbosity=0)
    inbox = Inbox.objects.create(name="A", number_id=NUMBER_ID, app_secret=APP_SECRET)
    people = make_agents(agents)
    inbox.members.add(*people)
    return reached(inbox.pk, NUMBER_ID, APP_SECRET, people)


def send(batch: str, count: int) -> list[list[str]]:
    """Messages that went out, spread over all conversations; returns their ids at the provider and whom they went to."""
    from benchmarks.people import spread
    from benchmarks.stock.models import Conversation, Message

    sent = [
        Message(
            inbox_id=conversation.inbox_id,
            conversation=conversation,
            direction="outbound",
            kind="text",
            sender=NUMBER_ID,
            receiver=phone,
            content="It is on its way.",
            status="sent",
            external_id=external_id,
        )
        for external_id, phone, conversation in spread(
            batch, count, Conversation.objects.order_by("id").prefetch_related("contact__addresses")
        )
    ]
    return [[str(one.external_id), one.receiver] for one in Message.objects.bulk_create(sent)]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stock.settings")
    django.setup()
    done: Any = make(int(sys.argv[2])) if sys.argv[1] == "make" else send(sys.argv[2], int(sys.argv[3]))
    print(json.dumps(done))
