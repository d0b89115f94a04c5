"""The rows of webhook calls: made, read again, and what became of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from messaging import transports
from messaging.errors import ConsoleError
from messaging.ingest.apply import CallWork
from messaging.ingest.parse import (
    IncomingCall,
    generic_call,
    names_other_inboxes,
    provider_call,
    with_recipients,
)
from messaging.models import Inbox, Instances, WebhookCall, fresh, update_rows
from messaging.transports import Transport

log = logging.getLogger(__name__)

# Of a thousand items with one problem a few lines say enough.
MOST_ERRORS = 20
_INBOXES = Instances(Inbox)


def existing_inboxes(calls: Sequence[IncomingCall]) -> dict[int, Inbox]:
    """Return the inboxes that the calls may be for; raises `ConsoleError` when one that took a call is gone."""
    return ask_inboxes(calls)()


def ask_inboxes(calls: Sequence[IncomingCall]) -> Callable[[], dict[int, Inbox]]:
    """Ask for the same; return what returns it or raises."""
    named = {pk for call in calls for pk in (call.inbox_id, *call.routes.values())}
    of_accounts = {pk for call in calls for pks in call.accounts.values() for pk in pks}
    asked = _INBOXES.asked(named | of_accounts)

    def found() -> dict[int, Inbox]:
        inboxes = {inbox.pk: inbox for inbox in asked()}
        if not inboxes.keys() >= {call.inbox_id for call in calls}:
            raise ConsoleError("The inbox was deleted while its webhook was on the way.", code="inbox_gone")
        return inboxes

    return found


def new_row(call: IncomingCall, state: str = "") -> WebhookCall:
    """Return the row of a call, not saved yet, as it is when its items come to what is expected of them."""
    expected = call.expected
    return fresh(
        WebhookCall,
        inbox_id=call.inbox_id,
        source=call.source,
        body=call.body,
        query=call.query,
        request_id=call.request_id,
        state=state or expected.state,
        summary={} if state else expected.summary,
    )


def save_outcomes(works: Sequence[CallWork], *, waits: bool = False) -> None:
    """Write down what became of the items of calls; `waits`: there are more of them."""
    for work in works:
        row, outcome = work.row, work.outcome
        row.state = WebhookCall.State.WAITING if waits else outcome.state
        row.summary = outcome.summary
        row.error = "\n".join(outcome.errors[:MOST_ERRORS])
        if outcome.errors and not waits:
            log.warning(
                "Webhook call %s is incomplete and can be replayed", row.pk, extra={"webhook_call": row.pk}
            )
    update_rows([work.row for work in works], ["state", "summary", "error", "applied"])


def parse_again(row: WebhookCall) -> IncomingCall:
    """Return the call that a row holds, for every inbox that it was for."""
    body = bytes(row.body)
    if row.source == WebhookCall.Source.GENERIC:
        return generic_call(row.inbox, body)
    call = provider_call(row.inbox, body, query=row.query)
    if not names_other_inboxes(call, row.inbox):
        return call
    transport = transports.get(row.inbox.transport)
    return with_recipients(call, row.inbox, transport, _other_inboxes(row.inbox, transport))


def _other_inboxes(inbox: Inbox, transport: Transport) -> list[Inbox]:
    """Return the other numbers of the app that signed the call: it was theirs, too."""
    others = Inbox.objects.filter(transport=inbox.transport).exclude(pk=inbox.pk)
    return [one for one in others if transport.share_signer(inbox.config, one.config)]
