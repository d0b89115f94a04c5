"""What the server says over REST and in its feed is what the golden samples say (`tests.contract_samples`)."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.contact import add_contact_note, contacts, delete_contact_note
from messaging.actions.conversation import DraftChange, Named, NoteDraft, add_note, conversations, save_draft
from messaging.actions.inbox import health, inboxes
from messaging.actions.outgoing import Draft, TemplateChoice, reacting, sending
from messaging.actions.people import add_canned_response, change_profile
from messaging.actions.updates import delivery_results, receipts
from messaging.feed import positions
from messaging.feed.encoding import encode
from messaging.feed.log import record, recording
from messaging.models import Agent, CannedResponse, Inbox, Label, Message, SavedDraft, Team
from messaging.transports.base import Identity, Receipt
from tests.contract_samples import agree
from tests.factories import BY, a_template, an_agent, an_upload, close_window, from_customer

pytestmark = pytest.mark.django_db
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})


@pytest.fixture
def lively(inbox: Inbox, agent: Agent) -> Inbox:
    """An inbox in which one of everything has happened."""
    from_customer(inbox, "Is the lamp in stock?")
    sent = sending.send_to(
        inbox, Identity("phone", "447700900123"), Draft(author=agent, content="Yes, it is."), by=BY
    )
    conversation = sent.conversation
    delivery_results.mark_sending(sent, by=BY)
    delivery_results.mark_failed(
        sent,
        {"code": "131026", "title": "Not delivered", "detail": "No WhatsApp", "action": "Call them"},
        by=BY,
    )
    quoted = Message.objects.get(direction="inbound")
    sending.send_message(conversation, Draft(author=agent, content="Two left.", reply_to=quoted.pk), by=BY)
    conversations.assign_conversation(conversation, agent, by=BY)
    conversations.assign_team(conversation, Team.objects.create(name="Night shift"), by=BY)
    conversations.set_labels(conversation, [Label.objects.create(name="vip", color="#1f8a5b")], by=BY)
    contacts.rename_contact(conversation.contact, "Ann Lee-Smith", by=BY)
    inboxes.configure_inbox(inbox, {"waba_id": "20002"}, by=BY)
    return inbox


@pytest.mark.parametrize(
    "kind",
    [
        "message.created",
        "message.updated",
        "conversation.created",
        "conversation.updated",
        "contact.updated",
        "inbox.updated",
        "activity.created",
    ],
)
def test_event_frames(lively: Inbox, kind: str) -> None:
    events = [event for event in positions.since(lively.pk, 0) if event.kind == kind]
    agree(f"ev.{kind}", json.loads(encode(events[-1])))


def test_a_message_that_was_read(lively: Inbox) -> None:
    message = Message.objects.filter(status="queued").get()
    for status in ("sent", "delivered", "read"):
        receipts.apply_receipts(
            lively, [Receipt(lively.route, "wamid.x", status, timezone.now(), str(message.client_id))], by=BY
        )
    agree("ev.message.updated.read", json.loads(encode(positions.since(lively.pk, 0)[-1])))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("me", "/api/me/"),
        ("inboxes", "/api/inboxes/"),
        ("conversations", "/api/conversations/"),
        ("messages", "/api/messages/"),
        ("contacts", "/api/contacts/"),
        ("agents", "/api/agents/"),
        ("teams", "/api/teams/"),
        ("labels", "/api/labels/"),
        ("figures", "/api/figures/"),
    ],
)
def test_lists(lively: Inbox, api: Client, name: str, path: str) -> None:
    agree(f"rest.{name}", api.get(path).json())


@pytest.fixture
def every_making(lively: Inbox, agent: Agent, settings: Any, tmp_path: Any) -> dict[str, Message]:
    """A message with a file, one with reactions, a template, and one that is held."""
    settings.MEDIA_ROOT = tmp_path
    a_template(lively)
    asked = Message.objects.get(direction="inbound")
    reacting.react(asked, agent, "👍", by=BY)
    conversation = asked.conversation
    upload = an_upload(lively, agent, width=640, height=480)
    file = sending.send_message(conversation, Draft(author=agent, media=upload.pk, content="The lamp"), by=BY)
    template = sending.send_message(conversation, Draft(author=agent, template=GO_ON), by=BY)
    held = Draft(author=agent, content="It is on its way.", hold=True, template=GO_ON)
    return {
        "with_file": file,
        "with_reaction": asked,
        "template": template,
        "held": sending.send_message(close_window(conversation), held, by=BY),
    }


@pytest.mark.parametrize("name", ["with_file", "with_reaction", "template", "held"])
def test_messages_of_every_making(every_making: dict[str, Message], api: Client, name: str) -> None:
    agree(f"rest.message.{name}", api.get(f"/api/messages/{every_making[name].pk}").json())


def test_notes(lively: Inbox, api: Client, agent: Agent) -> None:
    conversation = Message.objects.get(direction="inbound").conversation
    named = [Named("agent", agent.pk), Named("team", Team.objects.get().pk)]
    Team.objects.get().agents.add(agent)
    note = add_note(conversation, NoteDraft(agent, "Look, @mia and @Night shift", named), by=BY)
    agree("rest.message.note", api.get(f"/api/messages/{note.pk}").json())
    agree("rest.mentions", api.get("/api/mentions/").json())
    change, _ = positions.since(lively.pk, 0)[-2:]
    agree("ev.conversation.updated.mentioned", json.loads(encode(change)))
    on_contact = add_contact_note(
        conversation.contact, "Prefers calls", author=agent, client_id=uuid.uuid4(), by=BY
    )
    agree("ev.contact_note.created", json.loads(encode(positions.since(lively.pk, 0)[-1])))
    delete_contact_note(on_contact, agent=agent, by=BY)
    agree("ev.contact_note.updated", json.loads(encode(positions.since(lively.pk, 0)[-1])))


def test_templates(lively: Inbox, api: Client) -> None:
    template = a_template(lively)
    with recording(by=BY):
        record("template.updated", template.pk, inbox_id=lively.pk)
    frame = json.loads(encode(positions.since(lively.pk, 0)[-1]))
    agree("ev.template.updated", frame)


def test_canned_responses(lively: Inbox, api: Client) -> None:
    canned = CannedResponse(shortcode="hello", content="Hi {{contact.first_name}}, {{day}}?")
    add_canned_response(canned, by=BY)
    agree("ev.canned_response.updated", json.loads(encode(positions.since(lively.pk, 0)[-1])))
    agree("rest.canned-responses", api.get(f"/api/canned-responses/?inbox={lively.pk}").json())


def test_agents(lively: Inbox, agent: Agent) -> None:
    change_profile(agent, {"name": "Mia Lindqvist"}, by=BY)
    agree("ev.agent.updated", json.loads(encode(positions.since(lively.pk, 0)[-1])))


def test_drafts(lively: Inbox, api: Client, agent: Agent, settings: Any, tmp_path: Any) -> None:
    """One of a reply with all that can hang on it, one of a note; a colleague's is only named."""
    settings.MEDIA_ROOT = tmp_path
    asked = Message.objects.get(direction="inbound")
    conversation, colleague = asked.conversation, an_agent(username="ben", first_name="Ben", inboxes=[lively])
    content = {"text": "It is on its way.", "reply_to": asked.pk, "media": [an_upload(lively, agent).pk]}
    change = DraftChange(0, content, [{"text": "Coming."}])
    save_draft(conversation, agent, SavedDraft.Mode.REPLY, change, by=BY)
    named = {"kind": "agent", "id": colleague.pk, "name": "Ben"}
    note = DraftChange(0, {"text": "@Ben please look", "mentions": [named]})
    save_draft(conversation, agent, SavedDraft.Mode.NOTE, note, by=BY)
    save_draft(conversation, colleague, SavedDraft.Mode.REPLY, DraftChange(0, {"text": "Hm"}), by=BY)
    agree("rest.drafts", api.get("/api/drafts/").json())
    agree("rest.draft", api.get(f"/api/conversations/{conversation.pk}/draft/").json())
    agree("rest.draft_changed", save(api, conversation.pk, revision=1).json())


def save(api: Client, conversation: int, **given: Any) -> Any:
    path = f"/api/conversations/{conversation}/draft/"
    return api.put(path, data={"content": {"text": "Mine"}, **given}, content_type="application/json")


def test_an_unhealthy_inbox(lively: Inbox, api: Client) -> None:
    health.mark_unhealthy(
        lively,
        {
            "code": "190",
            "title": "The access token is not valid any more",
            "detail": "Session has expired",
            "action": "Put a new token into the inbox's settings.",
        },
        pauses=True,
        by=BY,
    )
    agree("ev.inbox.updated.paused", json.loads(encode(positions.since(lively.pk, 0)[-1])))


def test_a_reply_after_the_window(lively: Inbox, api: Client) -> None:
    conversation = close_window(Message.objects.filter(direction="inbound").get().conversation)
    answer = api.post(
        f"/api/conversations/{conversation.pk}/messages/",
        data={"content": "Hello"},
        content_type="application/json",
    )
    assert answer.status_code == 409
    agree("rest.window_closed", answer.json())


def test_feed_pages(lively: Inbox, api: Client) -> None:
    page = api.get(f"/api/feed/?inbox={lively.pk}&since=0").json()
    agree("rest.feed", {**page, "events": page["events"][:1]})
    agree("rest.feed.reset", api.get(f"/api/feed/?inbox={lively.pk}&since=0&epoch=other").json())


def test_a_refused_reply(lively: Inbox, api: Client) -> None:
    conversation = Message.objects.filter(direction="inbound").get().conversation
    Message.objects.update(author=None)
    answer = api.post(
        f"/api/conversations/{conversation.pk}/messages/",
        data={"content": "Hello", "last_seen_seq": 1},
        content_type="application/json",
    )
    assert answer.status_code == 409
    agree("rest.newer_activity", answer.json())
