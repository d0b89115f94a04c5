"""A stored call once more."""

from __future__ import annotations

from dataclasses import replace

from messaging import transports
from messaging.feed.log import recording
from messaging.ingest.calls import IncomingCall, Outcome, provider_call, seed_call
from messaging.ingest.writing import Work, conclude, existing_inboxes, process
from messaging.models import Inbox, WebhookCall


@recording()
def replay(row: WebhookCall) -> Outcome:
    """Process a stored call once more: what is there already stays one, what failed gets its chance."""
    # Two who press the button at once are one after the other.
    WebhookCall.objects.select_for_update(no_key=True).get(pk=row.pk)
    outcome = Outcome()
    work = Work(_without_known(_as_incoming(row), row, outcome), row, outcome)
    process([work], existing_inboxes([work.call]))
    conclude([work])
    return outcome


def _as_incoming(row: WebhookCall) -> IncomingCall:
    body = bytes(row.body)
    if row.source == WebhookCall.Source.SEED:
        return seed_call(row.inbox_id, body)
    call = provider_call(row.inbox, body)
    return replace(call, routes={**call.routes, **_routes_of_app(row.inbox, call)})


def _routes_of_app(inbox: Inbox, call: IncomingCall) -> dict[str, int]:
    """The other numbers of the app that signed the call: it was theirs, too."""
    transport = transports.get(inbox.transport)
    others = Inbox.objects.filter(transport=inbox.transport, route__in=call.batch.routes - {inbox.route})
    return {one.route: one.pk for one in others if transport.share_signer(inbox.config, one.config)}


def _without_known(call: IncomingCall, row: WebhookCall, outcome: Outcome) -> IncomingCall:
    """A message without an id can only be told by the call that brought it."""
    if not row.messages.exists():
        return call
    named = tuple(item for item in call.batch.messages if item.external_id)
    outcome.duplicates += len(call.batch.messages) - len(named)
    return replace(call, batch=replace(call.batch, messages=named))
