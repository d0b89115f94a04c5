"""After how many minutes a customer has waited long, and too long: what consoles colour."""

from __future__ import annotations

from messaging.actions.core import record_inbox
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import recording
from messaging.models import Inbox

# A week.
LONGEST = 7 * 24 * 60


def check_waiting_limits(amber: int, red: int) -> None:
    """Raise `ConsoleError` unless amber comes before red, both in minutes from 1 to a week."""
    if not 1 <= amber <= LONGEST:
        raise ConsoleError.field("waiting_amber", f"Must be from 1 to {LONGEST} minutes.")
    if not amber < red <= LONGEST:
        raise ConsoleError.field("waiting_red", f"Must be above waiting_amber, at most {LONGEST} minutes.")


@recording()
def set_waiting_limits(inbox: Inbox, *, amber: int | None = None, red: int | None = None, by: Actor) -> Inbox:
    """Say after how many minutes a waiting customer is shown in amber, and in red; None leaves one as it is."""
    inbox = Inbox.objects.lock(inbox.pk)
    amber = inbox.waiting_amber if amber is None else amber
    red = inbox.waiting_red if red is None else red
    check_waiting_limits(amber, red)
    inbox.waiting_amber, inbox.waiting_red = amber, red
    inbox.save(update_fields=["waiting_amber", "waiting_red"])
    record_inbox(inbox)
    return inbox
