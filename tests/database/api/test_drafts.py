"""Drafts over REST: saved by compare-and-set, the author's alone, and emptied by what is made of them."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.core import delete_unsent_uploads
from messaging.actions.people.credentials import create_api_token
from messaging.actors import SCHEDULE
from messaging.models import (
    Agent,
    Attachment,
    Conversation,
    FeedEvent,
    Inbox,
    InboxMember,
    Message,
    SavedDraft,
)
from tests.factories import BY, an_agent, an_inbox, an_upload, close_window, from_customer

pytestmark = pytest.mark.django_db

SECRET = "Refund her, but say nothing of the voucher"


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is the lamp in stock?").conversation


@pytest.fixture
def jonas(inbox: Inbox) -> Agent:
    return an_agent(username="jonas", first_name="Jonas", last_name="Weber", inboxes=[inbox])


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def path(conversation: Conversation) -> str:
    return f"/api/conversations/{conversation.pk}/draft/"


def put(
    client: Client, conversation: Conversation, text: str = SECRET, revision: int = 0, **body: Any
) -> Any:
    content = {"text": text, **body.pop("content", {})}
    body = {"revision": revision, "content": content, **body}
    return client.put(path(conversation), body, content_type="application/json")


def saved(
    client: Client, conversation: Conversation, text: str = SECRET, revision: int = 0, **body: Any
) -> Any:
    answer = put(client, conversation, text, revision, **body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def listed(client: Client) -> list[dict[str, Any]]:
    return client.get("/api/drafts/").json()["results"]


def reply(client: Client, conversation: Conversation, content: str, **body: object) -> Any:
    url = f"/api/conversations/{conversation.pk}/messages/"
    return client.post(url, {"content": content, **body}, content_type="application/json")


# --- saving -------------------------------------------------------------------------------------


def test_a_draft_is_there_on_every_device(api: Client, conversation: Conversation, agent: Agent) -> None:
    quoted, upload = Message.objects.get(), an_upload(conversation.inbox, agent)
    interactive = {"type": "button", "action": {}}
    content = {"reply_to": quoted.pk, "media": [upload.pk], "canned_response": 5, "interactive": interactive}
    draft = saved(api, conversation, content=content)
    assert draft["content"]["text"] == SECRET
    assert draft["content"]["quoted"]["id"] == quoted.pk
    assert [file["id"] for file in draft["content"]["files"]] == [upload.pk]
    assert (draft["content"]["canned_response"], draft["content"]["interactive"]) == (5, interactive)
    mentions = [{"kind": "agent", "id": agent.pk, "name": "Mia"}]
    note = saved(api, conversation, "Call @Mia", mode="note", content={"mentions": mentions})
    assert note["content"]["mentions"] == mentions
    other_device = client_of(agent)
    assert listed(other_device) == [note, draft]
    assert other_device.get(path(conversation)).json()["drafts"] == [note, draft]


def test_the_slower_of_two_devices_is_told_what_the_faster_wrote(
    api: Client, conversation: Conversation
) -> None:
    first = saved(api, conversation, "Hello")
    second = saved(api, conversation, "Hello Zoe", first["revision"])
    assert second["revision"] > first["revision"]
    answer = put(api, conversation, "Dear Zoe", first["revision"])
    assert (answer.status_code, answer.json()["code"]) == (409, "draft_changed")
    assert answer.json()["draft"] == second
    assert put(api, conversation, "Dear Zoe").status_code == 409, "one that thinks that there is none"
    both = saved(api, conversation, "Dear Zoe", second["revision"], others=[{"text": "Hello Zoe"}])
    assert [one["text"] for one in both["others"]] == ["Hello Zoe"]


def test_the_same_write_again_is_answered_and_changes_nothing(
    api: Client, conversation: Conversation
) -> None:
    write_id = str(uuid.uuid4())
    first = saved(api, conversation, write_id=write_id)
    assert saved(api, conversation, write_id=write_id) == first


def test_an_emptied_draft_is_gone_and_its_revision_goes_on(api: Client, conversation: Conversation) -> None:
    first = saved(api, conversation)
    assert api.delete(f"{path(conversation)}?revision={first['revision'] - 1}").status_code == 409
    assert api.delete(f"{path(conversation)}?mode=reply&revision={first['revision']}").status_code == 204
    assert listed(api) == []
    assert put(api, conversation, "Late", first["revision"]).status_code == 409, "sent or deleted meanwhile"
    assert saved(api, conversation, "A new one")["revision"] > first["revision"]
    assert api.delete(path(conversation)).status_code == 204
    assert api.delete(path(conversation)).status_code == 204
    assert api.delete(f"{path(conversation)}?mode=poem").json()["errors"].keys() == {"mode"}


def test_what_it_refers_to_has_to_be_there(api: Client, conversation: Conversation, jonas: Agent) -> None:
    elsewhere = from_customer(conversation.inbox, phone="447700900999")
    foreign = an_upload(conversation.inbox, jonas)
    for content, field in (({"reply_to": elsewhere.pk}, "reply_to"), ({"media": [foreign.pk]}, "media")):
        answer = put(api, conversation, content=content)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert put(api, conversation, "x" * 20_001).status_code == 400
    assert not SavedDraft.objects.exists()


# --- whose it is --------------------------------------------------------------------------------


def test_nobody_else_reads_it(api: Client, conversation: Conversation, jonas: Agent) -> None:
    before = FeedEvent.objects.count()
    saved(api, conversation)
    admin = an_agent("admin")
    for other in (client_of(jonas), client_of(admin)):
        assert listed(other) == []
        answer = other.get(path(conversation))
        assert answer.json()["drafts"] == []
        assert SECRET not in answer.content.decode()
        thread = f"/api/conversations/{conversation.pk}/messages/?include=drafting"
        for url in (thread, f"/api/conversations/{conversation.pk}/", "/api/conversations/"):
            assert SECRET not in other.get(url).content.decode()
    assert FeedEvent.objects.count() == before, "an inbox's feed is read by everybody in it"


def test_colleagues_learn_that_there_is_one(
    api: Client, conversation: Conversation, agent: Agent, jonas: Agent
) -> None:
    saved(api, conversation)
    colleague = client_of(jonas)
    url = f"/api/conversations/{conversation.pk}/messages/"
    page = colleague.get(f"{url}?include=activity,drafting").json()
    assert [(one["agent"]["id"], one["note"]) for one in page["drafting"]] == [(agent.pk, False)]
    assert "activity" in page
    assert colleague.get(path(conversation)).json()["drafting"] == page["drafting"]
    assert api.get(f"{url}?include=drafting").json()["drafting"] == [], "one's own is no colleague's"
    assert "drafting" not in colleague.get(url).json()
    assert colleague.get(f"{url}?include=weather").status_code == 400
    InboxMember.objects.filter(agent=agent).delete()
    assert colleague.get(path(conversation)).json()["drafting"] == [], "who has left does not come back to it"


def test_leaving_the_inbox_ends_it(api: Client, conversation: Conversation, agent: Agent) -> None:
    saved(api, conversation)
    InboxMember.objects.filter(agent=agent).delete()
    assert listed(api) == []
    assert api.get(path(conversation)).status_code == 404
    assert put(api, conversation, revision=1).status_code == 404
    assert api.delete(path(conversation)).status_code == 404


def test_it_goes_with_its_agent(api: Client, conversation: Conversation, agent: Agent) -> None:
    saved(api, conversation)
    agent.delete()
    assert not SavedDraft.objects.exists()


# --- what becomes of it -------------------------------------------------------------------------


def test_the_message_that_is_made_of_it_empties_it(api: Client, conversation: Conversation) -> None:
    draft = saved(api, conversation, "Yes, two left.")
    note = saved(api, conversation, "Angry", mode="note")
    assert reply(api, conversation, "Yes, two left", draft_revision=draft["revision"]).status_code == 201
    assert listed(api) == [note]
    body = {"content": "Angry", "draft_revision": note["revision"]}
    url = f"/api/conversations/{conversation.pk}/notes/"
    assert api.post(url, body, content_type="application/json").status_code == 201
    assert listed(api) == []


def test_a_refused_message_leaves_it(api: Client, conversation: Conversation) -> None:
    draft = saved(api, conversation, "Yes, two left.")
    close_window(conversation)
    assert reply(api, conversation, "Yes, two left.", draft_revision=draft["revision"]).status_code == 409
    assert listed(api) == [draft]


def test_what_was_written_since_stays_unless_it_is_what_was_sent(
    api: Client, conversation: Conversation
) -> None:
    first = saved(api, conversation, "Yes")
    second = saved(api, conversation, "Also: it is on sale", first["revision"])
    reply(api, conversation, "Yes", draft_revision=first["revision"])
    assert listed(api) == [second]
    # Saved by a write that was on its way when the message was sent.
    reply(api, conversation, "Also: it is on sale ", draft_revision=first["revision"])
    assert listed(api) == []


def test_a_message_of_a_program_leaves_it(api: Client, conversation: Conversation) -> None:
    draft = saved(api, conversation, "Yes")
    assert reply(api, conversation, "Yes").status_code == 201
    assert listed(api) == [draft]


def test_its_files_are_kept_for_as_long_as_it_is(
    api: Client, conversation: Conversation, agent: Agent
) -> None:
    upload = an_upload(conversation.inbox, agent)
    other = an_upload(conversation.inbox, agent)
    content = {"media": [upload.pk]}
    draft = saved(api, conversation, "", content=content, others=[{"media": [other.pk]}])
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert delete_unsent_uploads(by=SCHEDULE) == 0
    saved(api, conversation, "Without", draft["revision"])
    assert delete_unsent_uploads(by=SCHEDULE) == 2


def test_lists_cost_the_same_however_much_is_in_them(
    api: Client, inbox: Inbox, agent: Agent, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        message = from_customer(inbox, phone=f"44770090099{n}")
        upload = an_upload(inbox, agent)
        content = {"reply_to": message.pk, "media": [upload.pk]}
        saved(api, message.conversation, content=content)
    with django_assert_max_num_queries(14):
        found = listed(api)
    assert len(found) == 6
    assert json.dumps(found).count(SECRET) == 6


def test_two_inboxes_are_two_lists(api: Client, conversation: Conversation, agent: Agent) -> None:
    elsewhere = from_customer(an_inbox(agent)).conversation
    saved(api, conversation, "One")
    saved(api, elsewhere, "Two")
    assert {one["inbox"] for one in listed(api)} == {conversation.inbox_id, elsewhere.inbox_id}
