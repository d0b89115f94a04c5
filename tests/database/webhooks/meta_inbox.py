"""What the tests of Meta's shapes share: an inbox, a way to post to it, and a second look."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging import ingest
from messaging.actions.outgoing import Draft, send_to
from messaging.actions.updates.delivery_results import mark_sending, mark_sent
from messaging.feed import positions
from messaging.models import Agent, Attachment, Inbox, Job, Message
from messaging.transports.base import Accepted
from tests.database.webhooks import shown
from tests.factories import BY, a_template, an_inbox
from tests.payloads import meta
from tests.payloads.meta.cases import Case

BODY = {"type": "BODY", "text": "Hello"}


def meta_inbox(agent: Agent) -> Inbox:
    """The inbox that the cases of `tests.payloads.meta` are for, with the templates that they speak of."""
    config = {"phone_number_id": meta.ROUTE, "waba_id": meta.WABA}
    inbox = an_inbox(agent, config=config, address=f"+{meta.BUSINESS}")
    for language in ("en_US", "he"):
        a_template(inbox, BODY, name="order_update", language=language, status="", category="", quality="")
    return inbox


def of(*kinds: str) -> Any:
    """The cases whose first item becomes one of these."""
    cases = [case for case in meta.CASES if case.gives[0] in kinds]
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def post(inbox: Inbox, *changes: Any) -> None:
    for change in changes:
        (outcome,) = ingest.commit_each([ingest.provider_call(inbox, meta.body(meta.entry(change)))])
        assert isinstance(outcome, ingest.Outcome)
        assert not outcome.failed


def ours(inbox: Inbox, case: Case, *, known: bool = True) -> Message:
    """A message of the console to the customer, being sent; `known`: the provider's answer is here."""
    message = send_to(inbox, case.customer.phone, Draft(author=None, content="Hello"), by=BY)
    mark_sending(message, by=BY)
    if known:
        mark_sent(message, Accepted(case.id), by=BY)
    return message


def addresses(case: Case, *also: Any) -> set[str]:
    named = (*case.attributes.get("identities", ()), *also)
    return {f"{one.kind} {one.value}" for one in named}


def conversation(api: Client) -> Any:
    (found,) = shown.conversations(api)
    return found


def once_more_changes_nothing(inbox: Inbox, api: Client, case: Case) -> None:
    before, head = shown.everything(api), positions.heads()[inbox.pk].seq
    files, jobs = Attachment.objects.count(), Job.objects.filter(kind="fetch_media").count()
    post(inbox, *case.before, case.change)
    assert shown.everything(api) == before
    assert positions.heads()[inbox.pk].seq == head
    assert Attachment.objects.count() == files == jobs
