"""Twilio's webhook: both paths, every documented form on the public resources, once, twice and shuffled."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from messaging import ingest
from messaging.actions.outgoing import Draft, send_to
from messaging.models import Agent, Inbox, Message, WebhookCall
from messaging.transports.base import Identity
from tests.factories import BY
from tests.payloads import twilio
from tests.twilio_inbox import FORM, a_twilio_inbox, post_twilio, sign

pytestmark = pytest.mark.django_db(transaction=True)

STORED = [case for case in twilio.MESSAGES if case.gives == "InboundMessage"]
RECEIPTS = [case for case in twilio.STATUSES if case.gives == "Receipt"]
IGNORED = [case for case in twilio.CASES if case.gives == "Ignored"]


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return a_twilio_inbox(agent)


def shown(api: Client, **query: str) -> dict[str, Any]:
    """The one message that a look-up finds."""
    found = api.get("/api/messages/", query).json()["results"]
    assert len(found) == 1
    return dict(found[0])


def outgoing(inbox: Inbox, case: twilio.Case, *, known: bool = True) -> Message:
    """What the callback of a case is about, being sent already."""
    to = Identity("phone", case.customer.wa_id)
    message = send_to(inbox, to, Draft(author=None, content=f"to {case.name}"), by=BY)
    client_id = case.query.partition("=")[2] or str(message.client_id)
    sid = case.sid if known else None
    Message.objects.filter(pk=message.pk).update(external_id=sid, status="sent", client_id=client_id)
    return Message.objects.get(pk=message.pk)


# --- the answer -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [False, True])
def test_answer_says_nothing_to_the_customer(inbox: Inbox, status: bool) -> None:
    answer = post_twilio(Client(), inbox, STORED[0].fields, status=status)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml"
    assert answer.content == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


def test_without_the_trailing_slash_too(inbox: Inbox) -> None:
    for path in (f"/webhooks/twilio/{inbox.pk}", f"/webhooks/twilio/{inbox.pk}/status"):
        body = STORED[0].body
        headers = {"X-Twilio-Signature": sign(path, body)}
        assert Client().post(path, data=body, content_type=FORM, headers=headers).status_code == 200


def test_inbox_of_another_transport_is_404(inbox: Inbox) -> None:
    assert Client().post("/webhooks/twilio/99999/").status_code == 404
    assert Client().post(f"/webhooks/whatsapp/{inbox.pk}/").status_code == 404


def test_503_when_the_database_is_away(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(ingest.commit, "recording", away)
    answer = post_twilio(Client(), inbox, STORED[0].fields)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer["Retry-After"]) > 0


def test_call_is_kept_as_it_came_with_its_query(inbox: Inbox) -> None:
    case = next(case for case in RECEIPTS if case.query)
    post_twilio(Client(), inbox, case.fields, status=True, query=case.query)
    call = WebhookCall.objects.get()
    assert (bytes(call.body), call.query, call.source) == (case.body, case.query, "twilio")


# --- B1 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", STORED, ids=lambda case: case.name)
def test_message_is_shown(api: Client, inbox: Inbox, case: twilio.Case) -> None:
    assert post_twilio(Client(), inbox, case.fields).status_code == 200
    message = shown(api, external_id=case.sid)
    assert message["direction"] == "inbound"
    assert message["status"] == "received"
    for name in ("kind", "content"):
        if name in case.attributes:
            assert message[name] == case.attributes[name]
    assert len(message["attachments"]) == int(case.fields.get("NumMedia", "0")) * ("MediaUrl0" in case.fields)
    conversation = api.get(f"/api/conversations/{message['conversation']}/").json()
    assert conversation["window"]["open"] is True
    assert conversation["unread"] == 1
    wanted = case.fields.get("ProfileName", "")
    assert conversation["contact"]["name"] == wanted or not wanted


def test_all_messages_doubled_and_shuffled(api: Client, inbox: Inbox) -> None:
    posts = [*STORED, *STORED]
    random.Random(7).shuffle(posts)
    for case in posts:
        assert post_twilio(Client(), inbox, case.fields).status_code == 200
    assert Message.objects.count() == len(STORED)
    for case in STORED:
        assert shown(api, external_id=case.sid)["inbox"] == inbox.pk


def test_customer_is_one_however_twilio_names_them(api: Client, inbox: Inbox) -> None:
    """First with both ids, then without a number."""
    both = next(case for case in STORED if case.name == "a customer with both ids")
    post_twilio(Client(), inbox, both.fields)
    later = {**both.fields, "MessageSid": twilio.sid("later"), "From": both.fields["ExternalUserId"]}
    post_twilio(Client(), inbox, {**later, "WaId": both.customer.bsuid})
    first, second = shown(api, external_id=both.sid), shown(api, external_id=twilio.sid("later"))
    assert first["conversation"] == second["conversation"]


def test_reply_points_to_what_it_answers(api: Client, inbox: Inbox) -> None:
    post_twilio(Client(), inbox, {**STORED[0].fields, "MessageSid": twilio.sid("quoted")})
    case = next(case for case in STORED if case.name == "a reply")
    post_twilio(Client(), inbox, {**case.fields, "From": STORED[0].fields["From"]})
    assert shown(api, external_id=case.sid)["reply_to"]["external_id"] == twilio.sid("quoted")


# --- B4 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", RECEIPTS, ids=lambda case: case.name)
def test_status_is_shown(api: Client, inbox: Inbox, case: twilio.Case) -> None:
    message = outgoing(inbox, case, known=not case.query)
    assert post_twilio(Client(), inbox, case.fields, status=True, query=case.query).status_code == 200
    found = api.get(f"/api/messages/{message.pk}/")
    resource = found.json() if found.status_code == 200 else shown(api, client_id=str(message.client_id))
    assert resource["status"] == case.attributes.get("status", "sent")
    if "error.code" in case.attributes:
        assert resource["error"]["code"] == case.attributes["error.code"]
        assert resource["error"]["title"]


def test_all_statuses_doubled_and_shuffled_go_one_way(inbox: Inbox) -> None:
    wanted = {}
    for case in RECEIPTS:
        wanted[outgoing(inbox, case).pk] = case.attributes.get("status", "sent")
    posts = [*RECEIPTS, *RECEIPTS]
    random.Random(7).shuffle(posts)
    for case in posts:
        post_twilio(Client(), inbox, case.fields, status=True, query=case.query)
    assert dict(Message.objects.values_list("pk", "status")) == wanted


def test_late_and_early_statuses_never_go_back(api: Client, inbox: Inbox) -> None:
    case = RECEIPTS[0]
    message = outgoing(inbox, case)
    for status in ("read", "delivered", "sent", "queued", "failed", "read"):
        post_twilio(Client(), inbox, {**case.fields, "MessageStatus": status}, status=True)
    assert shown(api, client_id=str(message.client_id))["status"] == "read"


def test_status_through_the_path_for_messages_counts_too(api: Client, inbox: Inbox) -> None:
    case = next(case for case in RECEIPTS if case.attributes["status"] == "delivered")
    message = outgoing(inbox, case)
    post_twilio(Client(), inbox, case.fields)
    assert shown(api, client_id=str(message.client_id))["status"] == "delivered"


def test_status_of_a_number_of_the_service_reaches_its_inbox(api: Client, inbox: Inbox) -> None:
    """A messaging service may send from another number than the inbox's."""
    case = RECEIPTS[1]
    message = outgoing(inbox, case)
    post_twilio(Client(), inbox, {**case.fields, "From": "whatsapp:+15559998888"}, status=True)
    assert shown(api, client_id=str(message.client_id))["status"] == "delivered"


# --- what is left -----------------------------------------------------------------------------


def test_the_rest_is_kept_and_changes_nothing(inbox: Inbox) -> None:
    for case in IGNORED:
        assert post_twilio(Client(), inbox, case.fields).status_code == 200
    assert not Message.objects.exists()
    kept = {bytes(body) for body in WebhookCall.objects.values_list("body", flat=True)}
    assert kept == {case.body for case in IGNORED}


def test_signed_nonsense_is_kept_and_answered_200(inbox: Inbox) -> None:
    assert post_twilio(Client(), inbox, b"%%%").status_code == 200
    assert post_twilio(Client(), inbox, b"").status_code == 200
    assert WebhookCall.objects.count() == 2


def test_number_of_another_inbox_is_that_inboxs_if_its_own_token_signs(agent: Agent, inbox: Inbox) -> None:
    sibling = a_twilio_inbox(agent, address="+15550002222")
    stranger = a_twilio_inbox(agent, address="+15550003333", auth_token="another")
    for other in (sibling, stranger):
        sid = twilio.sid(f"for {other.pk}")
        post_twilio(Client(), inbox, {**STORED[0].fields, "MessageSid": sid, "To": other.route})
    assert list(Message.objects.values_list("inbox", flat=True)) == [sibling.pk]
