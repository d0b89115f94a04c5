"""What a provider with fewer gifts cannot do is refused before it is queued."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.actions.outgoing import Draft, TemplateChoice, send_message
from messaging.actions.outgoing.reacting import react
from messaging.errors import Conflict, ConsoleError
from messaging.models import Agent, Conversation, Message
from tests.factories import BY, a_template, an_upload, close_window, from_customer
from tests.twilio_inbox import a_twilio_inbox

pytestmark = pytest.mark.django_db
CARDS = {"contacts": [{"name": {"formatted_name": "Ann Lee"}}]}
PDF = {"kind": "document", "mime_type": "application/pdf", "filename": "bill.pdf"}


@pytest.fixture
def conversation(agent: Agent, settings: Any, tmp_path: Any) -> Conversation:
    settings.MEDIA_ROOT = tmp_path
    return from_customer(a_twilio_inbox(agent)).conversation


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"content": "x" * 1601}, "content"),
        ({"kind": "contacts", "payload": CARDS}, "kind"),
        ({"kind": "interactive", "payload": {}}, "kind"),
    ],
)
def test_what_twilio_cannot_send_is_refused_by_name(
    conversation: Conversation, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ConsoleError) as refusal:
        send_message(conversation, Draft(author=None, **fields), by=BY)
    assert list(refusal.value.errors) == [field]


def test_no_quotes_no_reactions_and_no_caption_under_a_document(
    conversation: Conversation, agent: Agent
) -> None:
    asked = conversation.messages.get()
    with pytest.raises(ConsoleError) as quote:
        send_message(conversation, Draft(author=agent, content="Yes", reply_to=asked.pk), by=BY)
    assert list(quote.value.errors) == ["reply_to"]
    with pytest.raises(Conflict) as reaction:
        react(asked, agent, "👍", by=BY)
    assert reaction.value.code == "no_reactions"
    upload = an_upload(conversation.inbox, agent, **PDF)
    with pytest.raises(ConsoleError) as caption:
        send_message(conversation, Draft(author=agent, media=upload.pk, content="The bill"), by=BY)
    assert list(caption.value.errors) == ["content"]
    assert not Message.objects.filter(direction="outbound").exists()


def test_what_it_can_it_may(conversation: Conversation, agent: Agent) -> None:
    upload = an_upload(conversation.inbox, agent, **PDF)
    assert send_message(conversation, Draft(author=agent, media=upload.pk), by=BY).content == "📄 bill.pdf"
    assert send_message(conversation, Draft(author=agent, content="x" * 1600), by=BY).status == "queued"


@pytest.mark.parametrize("hold", [False, True])
def test_after_a_day_only_a_template_that_is_approved_goes(conversation: Conversation, *, hold: bool) -> None:
    """Twilio would take another one and fail it with 63016, and a held answer would wait for ever."""
    template = a_template(conversation.inbox, status="UNSUBMITTED")
    fields = {"content": "Later", "hold": True} if hold else {}
    draft = Draft(author=None, template=TemplateChoice("go_on", "en", {"body.1": "Ann"}), **fields)  # type: ignore[arg-type]
    close_window(conversation)
    with pytest.raises(ConsoleError) as refusal:
        send_message(conversation, draft, by=BY)
    assert (refusal.value.code, list(refusal.value.errors)) == ("template_unsendable", ["template"])
    assert "24 hours" in refusal.value.detail
    assert not Message.objects.filter(direction="outbound").exists()
    template.status = "APPROVED"
    template.save()
    assert send_message(conversation, draft, by=BY).status == ("held" if hold else "queued")
