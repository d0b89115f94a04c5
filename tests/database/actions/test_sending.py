"""What can be sent, and the sentence for what cannot."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.contact.contacts import set_marketing_consent
from messaging.actions.outgoing import Draft, TemplateChoice, retry_message, send_message
from messaging.actions.updates.delivery_results import mark_failed, mark_sending
from messaging.errors import Conflict, ConsoleError
from messaging.models import Agent, Attachment, Contact, Conversation, Inbox, Message, OutboxLane
from tests.factories import BY, a_template, an_agent, an_inbox, an_upload, close_window, from_customer

pytestmark = pytest.mark.django_db

PLACE = {"location": {"latitude": 51.5, "longitude": -0.12, "name": "The Old Mill"}}
CARDS = {"contacts": [{"name": {"formatted_name": "Ann Lee"}}, {"name": {"formatted_name": "Bo"}}]}
BUTTONS = {
    "interactive": {
        "type": "button",
        "body": {"text": "Shall we send it?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
    }
}
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})
IMAGE_HEADER = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://example.org/a"]}}
PLAIN_BODY = {"type": "BODY", "text": "Your parcel is on its way."}
MB = 1024 * 1024


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox).conversation


def send(conversation: Conversation, author: Agent | None = None, **fields: Any) -> Message:
    return send_message(conversation, Draft(author=author, **fields), by=BY)


def refused(conversation: Conversation, author: Agent | None = None, **fields: Any) -> ConsoleError:
    """The refusal; nothing was written."""
    with pytest.raises(ConsoleError) as refusal:
        send(conversation, author, **fields)
    assert not Message.objects.filter(direction="outbound").exists()
    assert not OutboxLane.objects.exists()
    return refusal.value


@pytest.mark.parametrize(
    ("kind", "payload", "line"),
    [
        ("location", PLACE, "📍 The Old Mill"),
        ("contacts", CARDS, "👤 Ann Lee and 1 more"),
        ("interactive", BUTTONS, "Shall we send it?"),
    ],
)
def test_structured_messages_keep_their_part_and_read_as_a_line(
    conversation: Conversation, kind: str, payload: dict[str, Any], line: str
) -> None:
    message = send(conversation, kind=kind, payload={**payload, "rubbish": 1})
    assert (message.kind, message.content, message.payload) == (kind, line, payload)
    assert message.status == "queued"
    assert message.lane_position == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"content": "  "}, "content"),
        ({"content": "\u200b"}, "content"),
        ({"content": "x" * 4097}, "content"),
        ({"kind": "location"}, "location"),
        (
            {"kind": "location", "payload": {"location": {"latitude": 91, "longitude": 0}}},
            "location.latitude",
        ),
        ({"kind": "interactive", "payload": {"interactive": {"type": "flow"}}}, "interactive.type"),
        ({"kind": "order", "content": "x"}, "kind"),
        ({"kind": "reaction", "content": "👍"}, "kind"),
        ({"kind": "template"}, "template"),
        ({"kind": "image"}, "media"),
        ({"media": 10**30}, "media"),
        ({"media": -1}, "media"),
        ({"content": "Hi", "reply_to": 10**6}, "reply_to"),
        ({"content": "Hi", "payload": PLACE}, "kind"),
        ({"media": 1, "payload": PLACE}, "kind"),
        ({"kind": "image", "media": 1, "payload": BUTTONS}, "kind"),
        ({"template": GO_ON, "payload": PLACE}, "kind"),
        ({"kind": "location", "payload": {**PLACE, **CARDS}}, "kind"),
        ({"kind": "text", "content": "Hi", "template": GO_ON}, "template"),
        ({"media": 1, "kind": "image", "template": GO_ON}, "template"),
        ({"content": "Hello", "template": GO_ON}, "content"),
        ({"kind": "location", "payload": PLACE, "media": 1}, "media"),
        ({"kind": "interactive", "payload": BUTTONS, "media": 1}, "media"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_queued(
    conversation: Conversation, fields: dict[str, Any], field: str
) -> None:
    assert field in refused(conversation, **fields).errors


def test_what_no_database_takes_is_made_readable(conversation: Conversation) -> None:
    location = {"latitude": 1.5, "longitude": 2, "name": "A\x00B"}
    assert send(conversation, kind="location", payload={"location": location}).content == "📍 A\ufffdB"


def test_what_a_template_has_no_place_for_is_not_left_out_in_silence(conversation: Conversation) -> None:
    a_template(conversation.inbox)
    asked = conversation.messages.get()
    assert list(refused(conversation, template=GO_ON, media=1).errors) == ["media"]
    assert list(refused(conversation, template=GO_ON, reply_to=asked.pk).errors) == ["reply_to"]


def test_marketing_is_not_sent_again_to_who_wants_none_by_now(conversation: Conversation) -> None:
    a_template(conversation.inbox, category="MARKETING")
    message = send(conversation, template=GO_ON)
    mark_sending(message, by=BY)
    mark_failed(message, {"code": "131050", "title": "", "detail": "", "action": ""}, by=BY)
    set_marketing_consent(conversation.contact, wants=False, at=timezone.now(), by=BY)
    with pytest.raises(Conflict) as refusal:
        retry_message(message, by=BY)
    assert refusal.value.code == "opted_out"
    set_marketing_consent(conversation.contact, wants=True, at=timezone.now(), by=BY)
    assert retry_message(message, by=BY).status == "queued"


# --- files --------------------------------------------------------------------------------------


def test_a_file_goes_out_under_its_own_kind_with_its_caption(
    conversation: Conversation, agent: Agent
) -> None:
    upload = an_upload(conversation.inbox, agent)
    message = send(conversation, agent, media=upload.pk, content=" The lamp ")
    upload.refresh_from_db()
    assert (message.kind, message.content) == ("image", "The lamp")
    assert (upload.message, upload.caption) == (message, "The lamp")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "📷 Image"),
        ({"kind": "document", "mime_type": "application/pdf", "filename": "bill.pdf"}, "📄 bill.pdf"),
        ({"kind": "audio", "mime_type": "audio/ogg; codecs=opus", "voice": True}, "🎤 Voice message"),
    ],
)
def test_a_file_without_words_is_called_what_it_is(
    conversation: Conversation, agent: Agent, fields: dict[str, Any], line: str
) -> None:
    message = send(conversation, agent, media=an_upload(conversation.inbox, agent, **fields).pk)
    assert message.content == line
    assert message.attachments.get().caption == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"kind": "video", "mime_type": "video/mp4", "size": 20 * MB},
            "WhatsApp takes videos of up to 16 MB as MP4 or 3GP; this one has 20 MB.",
        ),
        (
            {"mime_type": "image/gif"},
            "WhatsApp takes images of up to 5 MB as JPEG or PNG; this one is GIF.",
        ),
        (
            {"mime_type": "image/svg+xml"},
            "WhatsApp takes images of up to 5 MB as JPEG or PNG; this one is SVG.",
        ),
        ({"size": 5 * MB + 1}, "WhatsApp takes images of up to 5 MB as JPEG or PNG; this one has 5.1 MB."),
    ],
)
def test_a_file_that_whatsapp_does_not_take_is_refused_in_a_sentence(
    conversation: Conversation, agent: Agent, fields: dict[str, Any], sentence: str
) -> None:
    upload = an_upload(conversation.inbox, agent, **fields)
    assert refused(conversation, agent, media=upload.pk).errors == {"media": [sentence]}
    assert Attachment.objects.get().message is None


def test_a_voice_message_has_no_caption(conversation: Conversation, agent: Agent) -> None:
    upload = an_upload(conversation.inbox, agent, kind="audio", mime_type="audio/ogg", voice=True)
    assert "content" in refused(conversation, agent, media=upload.pk, content="Listen").errors


def test_somebody_elses_upload_another_inboxs_and_one_that_never_arrived(
    conversation: Conversation, agent: Agent
) -> None:
    theirs = an_upload(conversation.inbox, an_agent(inboxes=[conversation.inbox]))
    elsewhere = an_upload(an_inbox(agent), agent)
    pending = an_upload(conversation.inbox, agent)
    Attachment.objects.filter(pk=pending.pk).update(state="pending")
    for upload in (theirs, elsewhere, pending):
        assert "media" in refused(conversation, agent, media=upload.pk).errors


def test_a_file_that_was_sent_may_be_sent_again_and_both_messages_show_it(
    conversation: Conversation, agent: Agent
) -> None:
    upload = an_upload(conversation.inbox, agent)
    first = send(conversation, agent, media=upload.pk, content="one")
    colleague = an_agent(inboxes=[conversation.inbox])
    second = send(conversation, colleague, media=upload.pk, content="two")
    one, two = first.attachments.get(), second.attachments.get()
    assert (one.caption, two.caption) == ("one", "two")
    assert one.file.name == two.file.name
    assert one.token != two.token


# --- templates ----------------------------------------------------------------------------------


def test_a_template_is_filled_by_its_own_schema_and_passes_a_closed_window(
    conversation: Conversation, agent: Agent
) -> None:
    a_template(conversation.inbox)
    message = send(close_window(conversation), agent, template=GO_ON)
    assert (message.kind, message.content, message.status) == (
        "template",
        "Hello Ann, may we go on?",
        "queued",
    )
    assert message.payload["template"]["name"] == "go_on"
    assert message.payload["shown"]["body"] == "Hello Ann, may we go on?"


def test_what_is_missing_in_a_template_is_named(conversation: Conversation) -> None:
    a_template(conversation.inbox)
    assert "body.1" in refused(conversation, template=TemplateChoice("go_on", "en")).errors


def test_templates_that_are_not_there_or_not_approved(conversation: Conversation) -> None:
    a_template(an_inbox())
    assert "template" in refused(conversation, template=GO_ON).errors
    a_template(conversation.inbox, status="REJECTED")
    refusal = refused(conversation, template=GO_ON)
    assert (refusal.code, list(refusal.errors)) == ("template_unsendable", ["template"])


@pytest.mark.parametrize("by_variable", [True, False])
def test_the_file_in_a_templates_header_hangs_on_the_message(
    conversation: Conversation, agent: Agent, *, by_variable: bool
) -> None:
    a_template(conversation.inbox, IMAGE_HEADER, PLAIN_BODY)
    upload = an_upload(conversation.inbox, agent)
    variables = {"header.media": str(upload.pk)} if by_variable else {}
    media = None if by_variable else upload.pk
    message = send(conversation, agent, template=TemplateChoice("go_on", "en", variables), media=media)
    assert message.attachments.get() == upload


def test_a_templates_header_takes_only_its_own_kind_of_file(conversation: Conversation, agent: Agent) -> None:
    a_template(conversation.inbox, IMAGE_HEADER, PLAIN_BODY)
    video = an_upload(conversation.inbox, agent, kind="video", mime_type="video/mp4")
    choice = TemplateChoice("go_on", "en", {"header.media": str(video.pk)})
    assert "header.media" in refused(conversation, agent, template=choice).errors


@pytest.mark.parametrize(
    ("category", "marketing", "goes"),
    [
        ("MARKETING", "stop", False),
        ("UTILITY", "stop", True),
        ("MARKETING", "resume", True),
        ("MARKETING", "", True),
    ],
)
def test_who_wants_no_marketing_gets_none(
    conversation: Conversation, category: str, marketing: str, *, goes: bool
) -> None:
    a_template(conversation.inbox, category=category)
    Contact.objects.update(marketing=marketing, marketing_at=timezone.now())
    if goes:
        assert send(conversation, template=GO_ON).status == "queued"
    else:
        assert refused(conversation, template=GO_ON).code == "opted_out"


# --- the window ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"content": "Hello"},
        {"kind": "location", "payload": PLACE},
        {"kind": "interactive", "payload": BUTTONS},
    ],
)
def test_after_a_day_only_templates_go(conversation: Conversation, fields: dict[str, Any]) -> None:
    refusal = refused(close_window(conversation), **fields)
    assert (refusal.status, refusal.code) == (409, "window_closed")
    assert refusal.extra["window"]["open"] is False
    assert refusal.extra["templates"] == f"/api/templates/?inbox={conversation.inbox_id}"


def test_a_customer_who_never_wrote_gets_templates_only(conversation: Conversation) -> None:
    Conversation.objects.update(window_closes_at=None)
    assert refused(conversation, content="Hello").code == "window_closed"


def test_a_failed_message_is_not_sent_again_into_a_closed_window(
    conversation: Conversation, agent: Agent
) -> None:
    a_template(conversation.inbox)
    message = send(conversation, agent, content="Hello")
    template = send(conversation, agent, template=GO_ON)
    Message.objects.filter(direction="outbound").update(status="failed", error={"code": "131047"})
    close_window(conversation)
    with pytest.raises(Conflict) as refusal:
        retry_message(message, by=BY)
    assert refusal.value.code == "window_closed"
    assert Message.objects.get(pk=message.pk).status == "failed"
    assert retry_message(template, by=BY).status == "queued"


def test_a_failed_file_goes_out_once_more_with_its_file(conversation: Conversation, agent: Agent) -> None:
    message = send(conversation, agent, media=an_upload(conversation.inbox, agent).pk)
    Message.objects.filter(pk=message.pk).update(status="failed")
    again = retry_message(message, by=BY)
    assert (again.status, again.lane_position, again.attachments.count()) == ("queued", 2, 1)


# --- twice is once ------------------------------------------------------------------------------


def test_the_same_client_id_is_the_same_message_whatever_its_kind(
    conversation: Conversation, agent: Agent
) -> None:
    a_template(conversation.inbox)
    upload = an_upload(conversation.inbox, agent)
    for fields in ({"media": upload.pk}, {"template": GO_ON}, {"kind": "location", "payload": PLACE}):
        draft = Draft(author=agent, **fields)  # type: ignore[arg-type]
        assert send_message(conversation, draft, by=BY) == send_message(conversation, draft, by=BY)
        other = Draft(author=agent, content="Something else", client_id=draft.client_id)
        with pytest.raises(Conflict):
            send_message(conversation, other, by=BY)
    assert Message.objects.filter(direction="outbound").count() == 3
    assert Attachment.objects.count() == 1
