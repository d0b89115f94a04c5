"""Every shape of docs/design/providers.md A5-A10 that is no message.

Templates, account events, preferences, number changes, and what is ignored on purpose.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging.actions.inbox import add_notice
from messaging.feed import positions
from messaging.models import Agent, Inbox, Job, WebhookCall
from messaging.transports import Notice
from tests.database.webhooks import shown
from tests.database.webhooks.meta_inbox import (
    addresses,
    conversation,
    meta_inbox,
    of,
    once_more_changes_nothing,
    ours,
    post,
)
from tests.factories import BY, an_inbox
from tests.payloads import meta
from tests.payloads.meta.cases import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return meta_inbox(agent)


@of("TemplateChange")
def test_template_row(inbox: Inbox, api: Client, case: Case) -> None:
    head = positions.heads()[inbox.pk].seq
    post(inbox, case.change)
    rows = shown.pages(api, "/api/templates/", inbox=inbox.pk)
    (row,) = [row for row in rows if row["language"] == case.attributes["language"]]
    for name in ("status", "quality", "category", "reason"):
        assert row[name] == (case.attributes.get(name) or "")
    reported = any(case.attributes.get(name) for name in ("status", "quality", "category"))
    events = [event.kind for event in positions.since(inbox.pk, head)]
    assert events == (["template.updated"] if reported else [])
    assert Job.objects.get().kind == "sync_templates"
    head = positions.heads()[inbox.pk].seq
    post(inbox, case.change)
    assert positions.heads()[inbox.pk].seq == head


@pytest.mark.parametrize(
    "value", [{}, {"event": None}, {"message_template_name": ["x"]}, {"event": "APPROVED"}]
)
def test_a_template_that_nobody_knows_is_asked_for(inbox: Inbox, value: dict[str, Any]) -> None:
    """Also when the event says hardly anything that we can use."""
    whole = next(case.change for case in meta.CASES if case.gives == ("TemplateChange",))
    if value:
        post(inbox, whole | {"value": value})
        assert {row.status for row in inbox.templates.all()} == {""}
    else:
        inbox.templates.all().delete()
        post(inbox, whole)
    assert Job.objects.get().subject == inbox.pk


@of("Notice")
def test_notice_row(inbox: Inbox, api: Client, case: Case) -> None:
    post(inbox, case.change)
    (found,) = shown.pages(api, f"/api/inboxes/{inbox.pk}/notices/")
    for name in ("level", "title", "code", "detail"):
        assert case.attributes.get(name, found[name]) == found[name]
    row = api.get(f"/api/inboxes/{inbox.pk}/").json()
    assert row["quality"] == (case.attributes.get("quality") or "")
    assert row["messaging_limit"] == (case.attributes.get("limit") or row["messaging_limit"])
    head = positions.heads().get(inbox.pk)
    post(inbox, case.change)
    assert len(list(shown.pages(api, f"/api/inboxes/{inbox.pk}/notices/"))) == 1
    assert positions.heads().get(inbox.pk) == head


@of("Preference")
def test_preference_row(inbox: Inbox, api: Client, case: Case) -> None:
    message = ours(inbox, case)
    post(inbox, case.change)
    person = conversation(api)["contact"]
    assert person["marketing"] == ("resume" if case.attributes["wants"] else "stop")
    assert set(person["addresses"]) >= addresses(case)
    assert message.conversation.contact.marketing == ""
    once_more_changes_nothing(inbox, api, case)


@of("NumberChange")
@pytest.mark.parametrize("first", [False, True], ids=["after a message", "before a message"])
def test_number_change_row(inbox: Inbox, api: Client, case: Case, first: bool) -> None:
    written = meta.change(
        messages=[case.customer.sender | {"id": "wamid.x", "type": "text", "text": {"body": "Hi"}}]
    )
    post(inbox, *((case.change, written) if first else (written, case.change)))
    reported = {f"{one.kind} {one.value}" for one in (*case.attributes["old"], *case.attributes["new"])}
    assert set(conversation(api)["contact"]["addresses"]) >= reported
    once_more_changes_nothing(inbox, api, case)


@of("Ignored")
def test_what_is_left_alone(inbox: Inbox, api: Client, case: Case) -> None:
    post(inbox, case.change)
    call = WebhookCall.objects.get()
    understood = case.attributes["understood"]
    assert (call.state, list(call.summary)) == (
        ("ignored", ["ignored"]) if understood else ("failed", ["not_understood"])
    )
    assert understood != bool(call.error)
    assert shown.everything(api) == {"messages": {}, "conversations": []}


DISCONNECTED = {
    "event": "PARTNER_REMOVED",
    "phone_number": "15550001111",
    "disconnection_info": {"reason": "ACCOUNT_DISCONNECTED", "initiated_by": "END_USER"},
}


@pytest.mark.parametrize("number", ["15550001111", "441174960123"])
def test_a_disconnected_number_is_not_well(inbox: Inbox, number: str) -> None:
    """The number may be written otherwise than the inbox's; the account is the inbox's all the same."""
    post(inbox, {"field": "account_update", "value": DISCONNECTED | {"phone_number": number}})
    inbox.refresh_from_db()
    notice = inbox.notices.get()
    assert (inbox.health, notice.level) == (Inbox.Health.WARNING, "error")
    assert "account disconnected" in notice.detail
    assert "end user" in notice.detail


def test_a_disconnection_concerns_the_number_that_it_names(inbox: Inbox, agent: Agent) -> None:
    other = an_inbox(agent, config={"waba_id": meta.WABA}, address="+447700900999")
    change = Notice("Gone", level="error", account="1", payload={"phone_number": "447700900999"})
    add_notice([inbox, other], change, by=BY)
    for one in (inbox, other):
        one.refresh_from_db()
    assert (inbox.health, other.health) == (Inbox.Health.OK, Inbox.Health.WARNING)
