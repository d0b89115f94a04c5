"""The "Send message" page: what it sends, what it refuses, and that twice is once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.actions.contact.contacts import block_contact
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.updates.delivery_results import mark_failed, mark_sending
from messaging.models import Contact, Conversation, Inbox, Message, Template
from tests.database.admin.conftest import ERROR, Scenario, list_url, page_url, text
from tests.factories import BY

Browse = Callable[[str], Client]
URL = "admin:messaging_message_send"


def filled(scenario: Scenario, **change: object) -> dict[str, object]:
    return {
        "inbox": scenario.mine.pk,
        "receiver": "+44 7700 900001",
        "content": "Your lamp is here.",
        "client_id": str(uuid.uuid4()),
        **change,
    }


def test_the_button_is_in_the_list(browse: Browse) -> None:
    assert f'href="{reverse(URL)}"' in text(browse("agent").get(list_url("messaging_message")))


def test_a_message_goes_out_and_the_list_says_so(browse: Browse, scenario: Scenario) -> None:
    response = browse("agent").post(reverse(URL), filled(scenario), follow=True)
    message = Message.objects.get(content="Your lamp is here.")
    assert (message.author, message.inbox, message.status) == (scenario.agent, scenario.mine, "queued")
    assert message.conversation.contact.addresses.get().value == "447700900001"
    assert response.redirect_chain == [(list_url("messaging_message"), 302)]
    assert "is queued" in text(response)
    assert page_url("messaging_message", message.pk) in text(response)


def test_a_double_click_sends_once(browse: Browse, scenario: Scenario) -> None:
    form, client = filled(scenario), browse("agent")
    for _ in range(2):
        assert client.post(reverse(URL), form).status_code == 302
    assert Message.objects.filter(content="Your lamp is here.").count() == 1


def test_each_form_has_a_client_id_of_its_own(browse: Browse) -> None:
    client = browse("agent")
    first, second = (client.get(reverse(URL)).context["form"]["client_id"].value() for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": "  \n "}, "content"),
        ({"content": "x" * 4097}, "content"),
        ({"receiver": ""}, "receiver"),
        ({"receiver": "+4" * 200}, "receiver"),
        ({"inbox": "999999"}, "inbox"),
        ({"client_id": "nonsense"}, "client_id"),
    ],
)
def test_errors_are_said_at_the_field(
    browse: Browse, scenario: Scenario, change: dict[str, object], field: str
) -> None:
    before = Message.objects.count()
    response = browse("agent").post(reverse(URL), filled(scenario, **change))
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert "was not sent" in text(response)
    assert Message.objects.count() == before


def test_a_blocked_contact_is_not_written_to(browse: Browse, scenario: Scenario) -> None:
    conversation = Conversation.objects.get(inbox=scenario.mine)
    block_contact(conversation.contact, blocked=True, by=BY)
    response = browse("agent").post(reverse(URL), filled(scenario, receiver="447700900001"))
    assert "blocked" in text(response)
    assert response.context["form"].non_field_errors()


def test_an_agent_is_offered_only_their_inboxes_and_no_other_is_taken(
    browse: Browse, scenario: Scenario
) -> None:
    client = browse("agent")
    assert scenario.theirs.name not in text(client.get(reverse(URL)))
    response = client.post(reverse(URL), filled(scenario, inbox=scenario.theirs.pk))
    assert response.context["form"].errors["inbox"]
    assert scenario.theirs.name in text(browse("supervisor").get(reverse(URL)))


def test_the_default_inbox_is_chosen_first(browse: Browse, scenario: Scenario) -> None:
    choices = list(browse("supervisor").get(reverse(URL)).context["form"].fields["inbox"].queryset)
    assert choices[0] == scenario.mine


# --- answering in a conversation ---------------------------------------------------------------


def answer_url(conversation: Conversation) -> str:
    return f"{reverse(URL)}?conversation={conversation.pk}"


def test_the_conversation_page_leads_to_a_prefilled_answer(browse: Browse, scenario: Scenario) -> None:
    conversation, client = Conversation.objects.get(inbox=scenario.mine), browse("agent")
    assert answer_url(conversation) in text(client.get(page_url("messaging_conversation", conversation.pk)))
    form = client.get(answer_url(conversation)).context["form"]
    assert form["receiver"].value() == "+447700900001"
    assert form["inbox"].value() == scenario.mine.pk


def test_an_answer_goes_to_its_conversation_whatever_the_form_says(
    browse: Browse, scenario: Scenario
) -> None:
    conversation = Conversation.objects.get(inbox=scenario.mine)
    form = filled(scenario, receiver="+1 555 999 8888", inbox=scenario.theirs.pk)
    assert browse("agent").post(answer_url(conversation), form).status_code == 302
    message = Message.objects.get(content="Your lamp is here.")
    assert (message.conversation, message.receiver) == (conversation, "+447700900001")


def test_an_answer_in_a_conversation_that_one_may_not_see_is_not_found(
    browse: Browse, scenario: Scenario
) -> None:
    hidden = Conversation.objects.get(inbox=scenario.theirs)
    client = browse("agent")
    assert client.get(answer_url(hidden)).status_code == 404
    assert client.post(answer_url(hidden), filled(scenario)).status_code == 404


@pytest.mark.parametrize("wanted", ["x", "0", "-1", "1e3", "9" * 30, "²"])
def test_a_conversation_that_is_no_number_is_not_found(
    browse: Browse, scenario: Scenario, wanted: str
) -> None:
    assert browse("agent").get(reverse(URL), {"conversation": wanted}).status_code == 404


def test_a_colleague_s_newer_answer_is_shown_before_a_second_one_goes_out(
    browse: Browse, scenario: Scenario
) -> None:
    conversation, client = Conversation.objects.get(inbox=scenario.mine), browse("agent")
    form = client.get(answer_url(conversation)).context["form"]
    seen = filled(scenario, last_seen_seq=form["last_seen_seq"].value())
    send_message(conversation, Draft(author=scenario.supervisor, content="I have answered already."), by=BY)

    refused = client.post(answer_url(conversation), seen)
    assert "I have answered already." in text(refused)
    assert not Message.objects.filter(content="Your lamp is here.").exists()

    again = {**seen, "last_seen_seq": refused.context["form"]["last_seen_seq"].value()}
    assert client.post(answer_url(conversation), again).status_code == 302
    assert Message.objects.filter(content="Your lamp is here.").count() == 1


def test_a_refusal_by_the_provider_is_said_in_plain_words(
    browse: Browse, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(pk: int) -> None:
        message = Message.objects.get(pk=pk)
        mark_sending(message, by=BY)
        mark_failed(message, ERROR, by=BY)

    monkeypatch.setattr("messaging.admin.message.send_page.wait_for_first_attempt", refused)
    page = text(browse("agent").post(reverse(URL), filled(scenario), follow=True))
    assert "was not sent: Not on WhatsApp" in page
    assert 'class="error"' in page


def test_content_is_shown_as_text_never_as_markup(browse: Browse, scenario: Scenario) -> None:
    client = browse("agent")
    client.post(reverse(URL), filled(scenario, content="<script>alert(1)</script>"))
    Message.objects.filter(content__startswith="<script>").update(receiver="<b>Ann</b>")
    pk = Message.objects.latest("pk").pk
    for url in (list_url("messaging_message"), page_url("messaging_message", pk)):
        page = text(client.get(url))
        assert "<script>alert" not in page
        assert "<b>Ann</b>" not in page
        assert "&lt;script&gt;alert(1)" in page


# --- templates and the closed window -----------------------------------------------------------

BODY = [{"type": "BODY", "text": "Hello {{1}}", "example": {"body_text": [["Ann"]]}}]


@pytest.fixture
def closed(scenario: Scenario) -> Conversation:
    """A conversation whose customer wrote long ago, and a template for it."""
    Template.objects.filter(inbox=scenario.mine).update(components=BODY)
    conversation = Conversation.objects.get(inbox=scenario.mine)
    Conversation.objects.filter(pk=conversation.pk).update(
        window_closes_at=timezone.now() - timedelta(hours=1)
    )
    return conversation


def answer(client: Client, conversation: Conversation, **more: object) -> object:
    url = f"{reverse(URL)}?conversation={conversation.pk}"
    return client.post(url, {"client_id": str(uuid.uuid4()), **more}, follow=True)


def test_outside_the_window_text_is_refused_and_a_template_goes(browse: Browse, closed: Conversation) -> None:
    client, template = browse("agent"), Template.objects.get(inbox=closed.inbox)
    assert "The message was not sent." in text(answer(client, closed, content="Are you there?"))
    page = answer(client, closed, template=template.pk, values="body.1 = Ann\n")
    assert "is queued" in text(page)
    assert Message.objects.get(conversation=closed, kind="template").content == "Hello Ann"


def test_a_text_waits_for_the_reply_that_a_template_asks_for(browse: Browse, closed: Conversation) -> None:
    template = Template.objects.get(inbox=closed.inbox)
    answer(
        browse("agent"), closed, content="Held words", template=template.pk, values="body.1=Ann", hold="on"
    )
    held = Message.objects.get(content="Held words")
    assert (held.status, held.lane_position) == ("held", None)
    assert Message.objects.filter(conversation=closed, kind="template", status="queued").count() == 1


def test_a_line_that_is_no_value_is_said(browse: Browse, closed: Conversation) -> None:
    template = Template.objects.get(inbox=closed.inbox)
    page = text(answer(browse("agent"), closed, template=template.pk, values="Ann"))
    assert "Each line must look like: body.1 = Ann" in page


def test_receiver_is_read_as_everywhere_and_a_number_at_home_is_proposed(
    browse: Browse, scenario: Scenario
) -> None:
    Inbox.objects.filter(pk=scenario.mine.pk).update(country="GB")
    client, before = browse("agent"), Contact.objects.count()
    page = text(client.post(reverse(URL), filled(scenario, receiver="07700 900001")))
    assert "Did you mean +44 7700 900001?" in page
    assert Contact.objects.count() == before
    client.post(reverse(URL), filled(scenario, receiver="tel:+44 (0)7700 900001"))
    contact = Message.objects.latest("pk").conversation.contact
    assert contact.addresses.get().value == "447700900001"
    assert Contact.objects.count() == before


def test_free_text_to_a_stranger_is_refused_as_in_the_console_and_a_template_goes(
    browse: Browse, scenario: Scenario
) -> None:
    """WhatsApp takes it and drops it later: it would look sent."""
    client, before = browse("agent"), Contact.objects.count()
    page = text(client.post(reverse(URL), filled(scenario, receiver="+44 7700 900991")))
    assert "This customer has not written yet: send a template" in page
    assert Contact.objects.count() == before
    template = Template.objects.get(inbox=scenario.mine)
    Template.objects.filter(pk=template.pk).update(components=BODY)
    form = filled(
        scenario, receiver="+44 7700 900991", content="", template=template.pk, values="body.1 = Ann"
    )
    assert client.post(reverse(URL), form).status_code == 302
    message = Message.objects.latest("pk")
    assert (message.kind, message.receiver) == ("template", "+447700900991")
    assert message.conversation.contact.addresses.get().value == "447700900991"
