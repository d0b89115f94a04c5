"""What is not understood, what fails, whose it is, and processing it again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging import ingest
from messaging.actions.inbound import echoes
from messaging.actions.outgoing import Draft, TemplateChoice, send_message
from messaging.actions.updates import reactions
from messaging.actors import Actor
from messaging.ingest import changes as ingest_changes
from messaging.models import Agent, Attachment, Inbox, Job, Message, Reaction, Template, WebhookCall
from tests.factories import (
    BY,
    a_template,
    an_inbox,
    close_window,
    from_customer,
    meta_body,
    post_meta,
    text_item,
)

pytestmark = pytest.mark.django_db(transaction=True)


def reaction(target: str, emoji: str = "👍", **more: Any) -> dict[str, Any]:
    return text_item(wamid=f"wamid.r{target}") | {
        "type": "reaction",
        "reaction": {"message_id": target, "emoji": emoji},
        **more,
    }


# --- neighbours ---------------------------------------------------------------------------------


@pytest.fixture
def tripping(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whatever speaks of `wamid.bad`, or is it, trips the writer."""
    react, store = reactions.apply_reactions, echoes._outgoing

    def tripping_react(inbox: Inbox, items: Any, *, by: Actor) -> int:
        count = react(inbox, items, by=by)
        if any(item.target == "wamid.bad" for item in items):
            raise ValueError("tripped")
        return count

    def tripping_echo(inbox: Inbox, thread: Any, echoed: Any) -> Message:
        if echoed.item.external_id == "wamid.bad":
            raise ValueError("tripped")
        return store(inbox, thread, echoed)

    monkeypatch.setattr(ingest_changes, "apply_reactions", tripping_react)
    monkeypatch.setattr(echoes, "_outgoing", tripping_echo)
    return monkeypatch


def test_a_bad_reaction_leaves_no_trace_and_harms_no_neighbour(
    inbox: Inbox, tripping: pytest.MonkeyPatch
) -> None:
    items = [reaction("wamid.bad"), text_item(wamid="wamid.A"), reaction("wamid.A")]
    post_meta(Client(), inbox, meta_body(inbox, messages=items))
    assert [one.target_external_id for one in Reaction.objects.all()] == ["wamid.A"]
    call = WebhookCall.objects.get()
    assert (call.state, call.summary) == ("failed", {"messages": 1, "changes": 1, "failed": 1})
    tripping.undo()
    assert ingest.replay_call(call, by=BY).summary == {"duplicates": 1, "changes": 2}
    assert Reaction.objects.count() == 2
    call.refresh_from_db()
    assert call.state == "processed"


def test_a_bad_echo_harms_no_neighbour(inbox: Inbox, tripping: pytest.MonkeyPatch) -> None:
    document = meta_body(inbox)
    change = document["entry"][0]["changes"][0]
    change["field"] = "smb_message_echoes"
    change["value"]["message_echoes"] = [
        text_item(wamid=wamid) | {"from": "15550001111", "to": "447700900123"}
        for wamid in ("wamid.A", "wamid.bad", "wamid.B")
    ]
    post_meta(Client(), inbox, document)
    assert set(Message.objects.values_list("external_id", flat=True)) == {"wamid.A", "wamid.B"}
    assert WebhookCall.objects.get().summary == {"echoes": 2, "failed": 1}


# --- again --------------------------------------------------------------------------------------


def test_many_dead_letters_are_processed_again_and_each_once(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ingest_changes, "apply_edits_and_deletions", lambda *_, **__: 1 / 0)
        for number in range(3):
            revoke = {"type": "revoke", "revoke": {"original_message_id": f"wamid.{number}"}}
            items = [text_item(wamid=f"wamid.{number}"), text_item(wamid=f"wamid.v{number}") | revoke]
            post_meta(Client(), inbox, meta_body(inbox, messages=items))
    post_meta(Client(), inbox, b"not json")
    dead = WebhookCall.objects.filter(state="failed").defer("body")
    assert dead.count() == 4
    outcomes = ingest.replay_calls(dead, by=BY)
    assert [bool(outcome.errors) for outcome in outcomes.values()] == [False, False, False, True]
    assert Message.objects.filter(revoked_at__isnull=False).count() == 3
    before = list(Message.objects.values_list("pk", "revoked_at"))
    ingest.replay_calls(WebhookCall.objects.all(), by=BY)
    assert list(Message.objects.values_list("pk", "revoked_at")) == before
    assert [call.state for call in WebhookCall.objects.order_by("pk")] == ["processed"] * 3 + ["failed"]


def test_one_that_cannot_even_be_replayed_does_not_stop_the_others(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_meta(Client(), inbox, meta_body(inbox, messages=[text_item()]))
    post_meta(Client(), inbox, meta_body(inbox, messages=[text_item()]))
    first, second = WebhookCall.objects.order_by("pk")
    real = ingest.replay.replay_call
    monkeypatch.setattr(
        ingest.replay, "replay_call", lambda row, *, by: 1 / 0 if row == first else real(row, by=by)
    )
    outcomes = ingest.replay_calls([second, first], by=BY)
    assert list(outcomes) == [first.pk, second.pk]
    assert [outcome.failed for outcome in outcomes.values()] == [1, 0]


@pytest.mark.parametrize("count", [1, 2])
def test_what_tells_no_time_was_written_when_its_call_came(inbox: Inbox, count: int) -> None:
    """However late it is processed: it opens no window, releases nothing, and stands where it belongs."""
    a_template(inbox)
    conversation = from_customer(inbox, "Long ago").conversation
    window = close_window(conversation).window_closes_at
    go_on = TemplateChoice("go_on", "en", {"body.1": "Ann"})
    held = send_message(conversation, Draft(author=None, content="Later", hold=True, template=go_on), by=BY)
    came = timezone.now() - timedelta(days=3)
    items = [text_item("Three days ago", wamid=f"wamid.{n}") | {"timestamp": "?"} for n in range(count)]
    body = json.dumps(meta_body(inbox, messages=items)).encode()
    call = WebhookCall.objects.create(
        inbox=inbox, source="whatsapp_cloud", state="failed", body=body, received_at=came
    )
    assert ingest.replay_call(call, by=BY).summary == {"messages": count}
    late = Message.objects.filter(content="Three days ago")
    assert set(late.values_list("timestamp", "provider_timestamp")) == {(came, None)}
    conversation.refresh_from_db()
    assert window is not None
    assert conversation.window_closes_at == window < timezone.now()
    assert conversation.last_message == Message.objects.order_by("timestamp", "pk").last()
    held.refresh_from_db()
    assert held.status == "held"


# --- whose it is --------------------------------------------------------------------------------


def of_account(**value: Any) -> dict[str, Any]:
    change = {"field": "message_template_status_update", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "20001", "changes": [change]}]}


PAUSED = of_account(event="PAUSED", message_template_name="go_on", message_template_language="en")


def test_notices_of_an_account_reach_all_its_numbers_and_nobody_elses(inbox: Inbox, agent: Agent) -> None:
    sister = an_inbox(agent)
    of_other_account = an_inbox(agent, config={"waba_id": "20002"})
    of_other_app = an_inbox(agent, config={"app_secret": "another app"})
    for one in (inbox, sister, of_other_account, of_other_app):
        a_template(one)
    post_meta(Client(), inbox, PAUSED)
    paused = Template.objects.filter(status="PAUSED").values_list("inbox", flat=True)
    assert set(paused) == {inbox.pk, sister.pk}
    Template.objects.update(status="APPROVED")
    ingest.replay_call(WebhookCall.objects.get(), by=BY)
    assert set(Template.objects.filter(status="PAUSED").values_list("inbox", flat=True)) == {
        inbox.pk,
        sister.pk,
    }


def test_notices_of_another_account_reach_nobody(inbox: Inbox) -> None:
    a_template(inbox)
    elsewhere = json.loads(json.dumps(PAUSED).replace("20001", "20009"))
    post_meta(Client(), inbox, elsewhere)
    assert Template.objects.get().status == "APPROVED"
    assert WebhookCall.objects.get().summary == {"ignored": 1}


def test_what_is_said_of_one_number_is_not_said_of_its_sister(inbox: Inbox, agent: Agent) -> None:
    sister = an_inbox(agent)
    value = {"display_phone_number": inbox.address.lstrip("+"), "event": "FLAGGED"}
    document = of_account(**value)
    document["entry"][0]["changes"][0]["field"] = "phone_number_quality_update"
    post_meta(Client(), inbox, document)
    for one in (inbox, sister):
        one.refresh_from_db()
    assert (inbox.quality, sister.quality) == ("RED", "")


# --- many at once -------------------------------------------------------------------------------


def test_a_thousand_pictures_take_few_statements_and_are_all_fetched(inbox: Inbox) -> None:
    picture = {"type": "image", "image": {"id": "7", "mime_type": "image/jpeg"}}
    items = [text_item(sender=f"4477{place:08}") | picture for place in range(1000)]
    body = json.dumps(meta_body(inbox, messages=items)).encode()
    with CaptureQueriesContext(connection) as caught:
        ingest.commit_each([ingest.provider_call(inbox, body)])
    assert Attachment.objects.filter(state="pending").count() == 1000
    assert Job.objects.filter(kind="fetch_media").count() == 1000
    assert len(caught) < 1500


def test_a_batch_releases_what_waited_for_these_customers(inbox: Inbox) -> None:
    a_template(inbox)
    conversation = from_customer(inbox).conversation
    close_window(conversation)
    ask = TemplateChoice("go_on", "en", {"body.1": "Ann"})
    held = send_message(conversation, Draft(author=None, content="Later", hold=True, template=ask), by=BY)
    moved = {"type": "system", "system": {"type": "customer_identity_changed"}}
    post_meta(
        Client(), inbox, meta_body(inbox, messages=[text_item() | moved, text_item(sender="33600000000")])
    )
    held.refresh_from_db()
    assert held.status == "held"
    post_meta(Client(), inbox, meta_body(inbox, messages=[text_item(), text_item(sender="33600000000")]))
    held.refresh_from_db()
    assert held.status == "queued"


def test_edits_are_looked_up_in_their_own_inbox(inbox: Inbox, agent: Agent) -> None:
    message = from_customer(inbox, external_id="wamid.A")
    revoke = {"type": "revoke", "revoke": {"original_message_id": "wamid.A"}}
    post_meta(Client(), other := an_inbox(agent), meta_body(other, messages=[text_item() | revoke]))
    message.refresh_from_db()
    assert message.revoked_at is None
    assert Message.objects.count() == 1
