"""Messages of every kind over REST: as JSON, as a form with a file, held, taken back, reacted to."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from messaging.actions.people.credentials import create_api_token
from messaging.models import Agent, Attachment, Conversation, Inbox, Job, Message
from tests.factories import BY, a_template, an_agent, an_inbox, an_upload, close_window, from_customer

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360f8cfc0"
    "00000301010018dd8db00000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """No engine runs in this process, and files go where they are forgotten."""
    monkeypatch.setattr("messaging.api.conversations.wait_for_first_attempt", lambda pk: None)
    monkeypatch.setattr("messaging.api.messages.wait_for_first_attempt", lambda pk: None)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is the lamp in stock?", external_id="wamid.asked").conversation


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/{path}", data=body, content_type="application/json")


def say(client: Client, conversation: Conversation, **body: Any) -> Any:
    return post(client, f"conversations/{conversation.pk}/messages", **body)


def stranger(inbox: Inbox) -> Client:
    """An agent of another inbox."""
    agent = an_agent(inboxes=[an_inbox()])
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


GO_ON = {"name": "go_on", "language": "en", "variables": {"body.1": "Ann"}}


def test_the_kind_goes_without_saying(api: Client, agent: Agent, conversation: Conversation) -> None:
    a_template(conversation.inbox)
    upload = an_upload(conversation.inbox, agent)
    for body, kind in (
        ({"content": "Yes"}, "text"),
        ({"media": upload.pk, "content": "The lamp"}, "image"),
        ({"template": GO_ON}, "template"),
    ):
        answer = say(api, conversation, **body)
        assert (answer.status_code, answer.json()["kind"]) == (201, kind)


def test_structured_messages(api: Client, conversation: Conversation) -> None:
    place = {"location": {"latitude": 51.5, "longitude": -0.12, "name": "The Old Mill"}}
    shown = say(api, conversation, kind="location", payload=place).json()
    assert (shown["content"], shown["payload"]) == ("📍 The Old Mill", place)
    wrong = say(api, conversation, kind="location", payload={"location": {"latitude": "north"}})
    assert wrong.status_code == 400
    assert "location.latitude" in wrong.json()["errors"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "reaction", "content": "👍"},
        {"kind": "template", "template": {"name": "x"}},
        {"template": {"name": "go_on", "language": "en", "variables": {"body.1": ["list"]}}},
        {"payload": "text", "kind": "location"},
        {"media": "nine"},
        {"content": "x", "hold": "perhaps"},
        {
            "kind": "interactive",
            "payload": {"interactive": {"type": "button", "action": {"buttons": "\ud83d"}}},
        },
        {"kind": "location", "payload": {"location": [[[[[[]]]]]]}},
    ],
)
def test_odd_bodies_are_refused_in_the_envelope(
    api: Client, conversation: Conversation, body: dict[str, Any]
) -> None:
    answer = say(api, conversation, **body)
    assert answer.status_code == 400, answer.content
    assert {"code", "detail", "errors"} <= set(answer.json())
    assert not Message.objects.filter(direction="outbound").exists()


# --- forms --------------------------------------------------------------------------------------


def form(client: Client, conversation: Conversation, **fields: Any) -> Any:
    return client.post(f"/api/conversations/{conversation.pk}/messages/", data=fields)


def test_a_form_with_a_file_is_a_message_with_it(api: Client, conversation: Conversation) -> None:
    file = SimpleUploadedFile("lamp.png", PNG, "image/png")
    answer = form(api, conversation, file=file, content="The lamp", client_id=str(uuid.uuid4()))
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["kind"], shown["content"]) == ("image", "The lamp")
    (attachment,) = shown["attachments"]
    assert (attachment["filename"], attachment["state"]) == ("lamp.png", "ready")


def test_a_form_that_comes_twice_stores_its_file_once(api: Client, conversation: Conversation) -> None:
    client_id = str(uuid.uuid4())
    ids = {
        form(
            api, conversation, file=SimpleUploadedFile("lamp.png", PNG, "image/png"), client_id=client_id
        ).json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 1
    assert Attachment.objects.count() == 1


def test_no_file_is_left_out_in_silence(api: Client, agent: Agent, conversation: Conversation) -> None:
    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("lamp.png", PNG, "image/png")

    upload = an_upload(conversation.inbox, agent)
    for fields, wrong in (
        ({"file": [file(), file()]}, "file"),
        ({"files": file(), "content": "The lamp"}, "files"),
        ({"file": "lamp.png", "content": "The lamp"}, "file"),
        ({"file": file(), "media": str(upload.pk)}, "media"),
    ):
        answer = form(api, conversation, **fields)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [wrong])
    two = api.post("/api/attachments/", data={"inbox": conversation.inbox_id, "file": [file(), file()]})
    assert two.status_code == 400
    assert list(Attachment.objects.all()) == [upload]


def test_a_client_id_is_one_message_of_whatever_kind(
    api: Client, agent: Agent, conversation: Conversation
) -> None:
    a_template(conversation.inbox)
    one, other = (an_upload(conversation.inbox, agent, sha256=digit * 64) for digit in "12")

    def place(latitude: float) -> dict[str, Any]:
        return {"kind": "location", "payload": {"location": {"latitude": latitude, "longitude": 1}}}

    for body, another in (
        ({"content": "Yes"}, {"content": "No"}),
        (place(51.5), place(52)),
        ({"template": GO_ON}, {"template": {**GO_ON, "variables": {"body.1": "Bob"}}}),
        ({"media": one.pk, "content": "It"}, {"media": one.pk, "content": "That"}),
        ({"media": one.pk}, {"media": other.pk}),
    ):
        client_id = str(uuid.uuid4())
        first, again = (say(api, conversation, **body, client_id=client_id) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json()["id"] == again.json()["id"]
        refusal = say(api, conversation, **another, client_id=client_id)
        assert (refusal.status_code, refusal.json()["code"]) == (409, "client_id_taken")


def test_a_form_may_carry_json_in_its_fields(api: Client, conversation: Conversation) -> None:
    a_template(conversation.inbox)
    answer = form(api, conversation, template=json.dumps(GO_ON))
    assert (answer.status_code, answer.json()["kind"]) == (201, "template")
    assert list(form(api, conversation, template="{").json()["errors"]) == ["template"]


# --- the window ---------------------------------------------------------------------------------


def test_a_closed_window_is_a_409_that_says_what_may_go(api: Client, conversation: Conversation) -> None:
    close_window(conversation)
    answer = say(api, conversation, content="Here it is")
    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
    assert answer.json()["window"]["open"] is False
    a_template(conversation.inbox)
    (offered,) = api.get(answer.json()["templates"]).json()["results"]
    assert [blank["key"] for blank in offered["blanks"]] == ["body.1"]
    assert say(api, conversation, template=GO_ON).status_code == 201


def test_a_program_may_write_first_to_somebody_who_never_wrote(api: Client, inbox: Inbox) -> None:
    fields = {"sender": inbox.address, "receiver": "+447700900555", "content": "Hello"}
    assert post(api, "send-message", **fields).status_code == 201
    Conversation.objects.update(window_closes_at=timezone.now() - timedelta(seconds=1))
    refusal = post(api, "send-message", **fields)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "window_closed")


def test_held_released_and_taken_back(api: Client, inbox: Inbox, conversation: Conversation) -> None:
    a_template(inbox)
    close_window(conversation)
    one = say(api, conversation, content="one", hold=True, template=GO_ON).json()
    two = say(api, conversation, content="two", hold=True).json()
    assert [one["status"], two["status"], one["kind"]] == ["held", "held", "text"]
    taken = post(api, f"messages/{two['id']}/cancel")
    assert (taken.status_code, taken.json()["error"]["code"]) == (200, "cancelled")
    from_customer(inbox, "Go on")
    assert api.get(f"/api/messages/{one['id']}").json()["status"] == "queued"
    assert post(api, f"messages/{one['id']}/cancel").status_code == 409


def test_held_with_an_open_window_and_sent_at_once(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    one, two = (say(api, conversation, content=words, until_reply=True).json() for words in ("one", "two"))
    assert [one["status"], two["status"]] == ["held", "held"]
    released = post(api, f"messages/{two['id']}/release")
    assert (released.status_code, released.json()["status"]) == (200, "queued")
    assert post(api, f"messages/{two['id']}/release").status_code == 409
    close_window(conversation)
    refused = post(api, f"messages/{one['id']}/release")
    assert (refused.status_code, refused.json()["code"]) == (409, "window_closed")
    from_customer(inbox, "Go on")
    assert api.get(f"/api/messages/{one['id']}").json()["status"] == "queued"


# --- reactions and typing -----------------------------------------------------------------------


def test_reacting_changing_and_taking_back(api: Client, conversation: Conversation) -> None:
    target = conversation.messages.get()
    url = f"messages/{target.pk}/reactions"
    for emoji in ("👍", "❤️"):
        answer = post(api, url, emoji=emoji)
        assert answer.status_code == 200
        (shown,) = answer.json()["reactions"]
        assert (shown["emoji"], shown["from"], shown["status"]) == (emoji, "us", "queued")
        assert shown["agent"]["username"] == "mia"
    assert api.delete(f"/api/{url}/").json()["reactions"] == []
    assert api.delete(f"/api/{url}/").status_code == 200
    assert Message.objects.filter(kind="reaction").count() == 3


def test_what_carries_a_reaction_is_nowhere_a_message(api: Client, conversation: Conversation) -> None:
    post(api, f"messages/{conversation.messages.get().pk}/reactions", emoji="👍")
    carrier_message = Message.objects.get(kind="reaction")
    assert len(api.get(f"/api/conversations/{conversation.pk}/messages").json()["results"]) == 1
    assert api.get(f"/api/messages/{carrier_message.pk}").status_code == 404
    for verb in ("retry", "confirm", "cancel", "release"):
        assert post(api, f"messages/{carrier_message.pk}/{verb}").status_code == 404


def test_typing_is_asked_for_and_answered_with_nothing(api: Client, conversation: Conversation) -> None:
    for _ in range(2):
        answer = post(api, f"conversations/{conversation.pk}/typing")
        assert (answer.status_code, answer.content) == (204, b"")
    assert [job.kind for job in Job.objects.all()] == ["show_typing"]


def test_who_does_not_see_the_inbox_finds_nothing(inbox: Inbox, conversation: Conversation) -> None:
    other, message = stranger(inbox), conversation.messages.get()
    for path, body in (
        (f"conversations/{conversation.pk}/messages", {"content": "Hi"}),
        (f"conversations/{conversation.pk}/typing", {}),
        (f"messages/{message.pk}/reactions", {"emoji": "👍"}),
        (f"messages/{message.pk}/cancel", {}),
        (f"messages/{message.pk}/release", {}),
    ):
        assert post(other, path, **body).status_code == 404
    assert other.delete(f"/api/messages/{message.pk}/reactions").status_code == 404
