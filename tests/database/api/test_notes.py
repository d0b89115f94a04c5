"""Notes over REST: who is named and told, what a note never does, notes on contacts."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client

from messaging.actions.contact.merging import merge_contacts
from messaging.actions.conversation.notes import MOST_REVISIONS
from messaging.actions.people.credentials import create_api_token
from messaging.feed import positions
from messaging.models import (
    Activity,
    Agent,
    ContactNote,
    Conversation,
    FeedEvent,
    FeedHead,
    Inbox,
    Mention,
    Message,
    OutboxLane,
    Team,
)
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is the lamp in stock?").conversation


@pytest.fixture
def jonas(inbox: Inbox) -> Agent:
    return an_agent(username="jonas", first_name="Jonas", last_name="Weber", inboxes=[inbox])


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def write(client: Client, conversation: Conversation, content: str = "He called", **body: object):
    return client.post(
        f"/api/conversations/{conversation.pk}/notes/",
        data={"content": content, **body},
        content_type="application/json",
    )


def naming(*people: Agent | Team) -> list[dict[str, object]]:
    return [{"kind": "team" if isinstance(one, Team) else "agent", "id": one.pk} for one in people]


# --- what a note is, and what it never does -------------------------------------------------


def test_a_note_is_a_line_of_the_thread(api: Client, conversation: Conversation, agent: Agent) -> None:
    answer = write(api, conversation, "He called, angry")
    assert answer.status_code == 201
    note = answer.json()
    assert (note["direction"], note["kind"], note["status"]) == ("note", "note", "received")
    assert note["author"]["id"] == agent.pk
    assert (note["payload"], note["external_id"]) == ({}, None)
    (newest, _) = api.get(f"/api/conversations/{conversation.pk}/messages/").json()["results"]
    assert newest == note
    event = positions.since(conversation.inbox_id, 0)[-1]
    assert (event.kind, event.payload) == ("message.created", note)


def test_a_note_is_no_answer_and_moves_nothing(api: Client, conversation: Conversation) -> None:
    before = api.get(f"/api/conversations/{conversation.pk}/").json()
    assert before["waiting_since"] is not None
    assert before["unread"] == 1
    write(api, conversation)
    assert api.get(f"/api/conversations/{conversation.pk}/").json() == before
    assert not OutboxLane.objects.filter(due_at__isnull=False).exists()
    # A colleague's reply is not held up by it, either.
    reply = {"content": "Yes", "last_seen_seq": 1}
    path = f"/api/conversations/{conversation.pk}/messages/"
    assert client_of(an_agent("admin")).post(path, reply, content_type="application/json").status_code == 201


def test_a_note_needs_no_open_window_and_opens_nothing(api: Client, conversation: Conversation) -> None:
    Conversation.objects.update(window_closes_at=None, status="resolved", unread=0)
    assert write(api, conversation).status_code == 201
    conversation.refresh_from_db()
    assert conversation.status == "resolved"


@pytest.mark.parametrize(
    "change",
    [
        "status = 'queued', lane_position = 7",
        "direction = 'outbound', status = 'queued', lane_position = 7",
        "direction = 'outbound', status = 'held'",
        "direction = 'inbound'",
        "lane_position = 7",
        "external_id = 'wamid.x'",
    ],
)
def test_the_database_keeps_a_note_out_of_every_lane(
    api: Client, conversation: Conversation, change: str
) -> None:
    pk = write(api, conversation).json()["id"]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE messaging_message SET {change} WHERE id = %s", [pk])


def test_no_verb_of_messages_sends_a_note(api: Client, conversation: Conversation) -> None:
    pk = write(api, conversation).json()["id"]
    for verb, body in (
        ("retry", {}),
        ("confirm", {}),
        ("cancel", {}),
        ("release", {}),
        ("reactions", {"emoji": "👍"}),
    ):
        answer = api.post(f"/api/messages/{pk}/{verb}/", body, content_type="application/json")
        assert answer.status_code == 409, verb
    quoting = {"content": "As I said", "reply_to": pk}
    path = f"/api/conversations/{conversation.pk}/messages/"
    assert api.post(path, quoting, content_type="application/json").status_code == 400
    as_kind = {"kind": "note", "content": "Not for them"}
    assert api.post(path, as_kind, content_type="application/json").status_code == 400
    assert Message.objects.outbound().count() == 0


def test_sent_twice_is_one_note(api: Client, conversation: Conversation, inbox: Inbox) -> None:
    client_id = str(uuid.uuid4())
    first, again = (write(api, conversation, client_id=client_id) for _ in range(2))
    assert first.json() == again.json()
    assert write(api, conversation, "Something else", client_id=client_id).status_code == 409
    other = from_customer(inbox, phone="447700900199").conversation
    assert write(api, other, client_id=client_id).json()["code"] == "client_id_taken"
    assert Message.objects.notes().count() == 1


def test_an_empty_note_is_refused(api: Client, conversation: Conversation) -> None:
    for content in ("", "  \u200b "):
        assert write(api, conversation, content).status_code == 400
    assert not Message.objects.notes().exists()


# --- mentions -------------------------------------------------------------------------------


def test_who_is_mentioned_is_told_until_they_look(
    api: Client, conversation: Conversation, jonas: Agent, agent: Agent
) -> None:
    note = write(api, conversation, "Look @Jonas Weber", mentions=naming(jonas)).json()
    assert note["payload"] == {
        "mentions": [{"kind": "agent", "id": jonas.pk, "name": "Jonas Weber"}],
        "mentioned": [jonas.pk],
    }
    his = client_of(jonas)
    row = his.get("/api/conversations/?view=mentions").json()["results"][0]
    assert row["mentioned"] == [{"agent": jonas.pk, "unread": 1}]
    assert api.get("/api/conversations/?view=mentions").json()["results"] == []
    (mention,) = his.get("/api/mentions/?unread=true").json()["results"]
    assert (mention["message"], mention["team"], mention["read_at"]) == (note, None, None)
    later = write(api, conversation, "And @Jonas Weber", mentions=naming(jonas)).json()
    path = f"/api/conversations/{conversation.pk}/mentions-seen/"
    seen = his.post(path, {"message": note["id"]}, content_type="application/json").json()
    # What came in that moment stays unread.
    assert seen["mentioned"] == [{"agent": jonas.pk, "unread": 1}]
    assert his.post(path, {}, content_type="application/json").json()["mentioned"][0]["unread"] == 0
    assert his.get("/api/mentions/?unread=true").json()["results"] == []
    assert [one["message"]["id"] for one in his.get("/api/mentions/").json()["results"]] == [
        later["id"],
        note["id"],
    ]
    event = positions.since(conversation.inbox_id, 0)[-1]
    assert (event.kind, event.was) == (
        "conversation.updated",
        {"mentioned": [{"agent": jonas.pk, "unread": 1}]},
    )


def test_a_team_is_those_of_it_who_see_the_inbox_but_its_author(
    api: Client, conversation: Conversation, jonas: Agent, agent: Agent
) -> None:
    team = Team.objects.create(name="Returns")
    team.agents.set([agent, jonas, an_agent()])
    note = write(api, conversation, "@Returns and @Jonas", mentions=naming(team, jonas)).json()
    assert note["payload"]["mentioned"] == [jonas.pk]
    assert [one.agent for one in Mention.objects.all()] == [jonas]


def test_who_does_not_see_the_inbox_cannot_be_mentioned(
    api: Client, conversation: Conversation, inbox: Inbox, jonas: Agent
) -> None:
    stranger = an_agent(first_name="Eva", inboxes=[an_inbox()])
    empty = Team.objects.create(name="Elsewhere")
    empty.agents.add(stranger)
    for somebody, name in ((stranger, "Eva"), (empty, "Elsewhere")):
        refused = write(api, conversation, mentions=naming(jonas, somebody))
        assert (refused.status_code, refused.json()["code"]) == (400, "not_a_member")
        assert name in refused.json()["errors"]["mentions"][0]
    nobody = [{"kind": "agent", "id": 10**6}]
    assert write(api, conversation, mentions=nobody).json()["code"] == "invalid"
    assert not Message.objects.notes().exists()
    # So they are not offered, either.
    offered = api.get(f"/api/agents/?inbox={inbox.pk}").json()["results"]
    assert stranger.pk not in {one["id"] for one in offered}
    assert api.get(f"/api/teams/?inbox={inbox.pk}").json()["results"] == []
    empty.agents.add(jonas)
    assert [one["id"] for one in api.get(f"/api/teams/?inbox={inbox.pk}").json()["results"]] == [empty.pk]


def test_a_mention_goes_with_the_inbox(
    api: Client, conversation: Conversation, jonas: Agent, inbox: Inbox
) -> None:
    write(api, conversation, mentions=naming(jonas))
    inbox.members.remove(jonas)
    his = client_of(jonas)
    assert his.get("/api/mentions/").json()["results"] == []
    assert his.get("/api/conversations/?view=mentions").json()["results"] == []


def test_mentions_cost_the_same_for_any_number(
    api: Client, conversation: Conversation, jonas: Agent, django_assert_max_num_queries
) -> None:
    his = client_of(jonas)
    for _ in range(4):
        write(api, conversation, mentions=naming(jonas))
    with django_assert_max_num_queries(8):
        assert len(his.get("/api/mentions/").json()["results"]) == 4


# --- changing and deleting ------------------------------------------------------------------


def change(client: Client, pk: int, **body: object):
    return client.patch(f"/api/notes/{pk}/", data=body, content_type="application/json")


def test_the_author_changes_a_note_and_whom_it_names(
    api: Client, conversation: Conversation, jonas: Agent, inbox: Inbox
) -> None:
    eva = an_agent(first_name="Eva", inboxes=[inbox])
    pk = write(api, conversation, "Ask @Jonas Weber", mentions=naming(jonas)).json()["id"]
    assert change(client_of(jonas), pk, content="Mine now").status_code == 403
    changed = change(api, pk, content="Ask @Eva", mentions=naming(eva)).json()
    assert changed["content"] == "Ask @Eva"
    assert [one["content"] for one in changed["revisions"]] == ["Ask @Jonas Weber"]
    assert changed["edited_at"] is not None
    conversation.refresh_from_db()
    assert conversation.mentioned == [{"agent": eva.pk, "unread": 1}]


def test_who_is_named_stays_named_where_a_change_does_not_say(
    api: Client, conversation: Conversation, jonas: Agent, inbox: Inbox
) -> None:
    team = Team.objects.create(name="Returns")
    team.agents.add(an_agent(first_name="Eva", inboxes=[inbox]))
    note = write(api, conversation, "@Jonas Weber @Returns", mentions=naming(jonas, team)).json()
    assert (named := note["payload"])["mentions"]
    changed = change(api, note["id"], content="Please, @Jonas Weber @Returns").json()
    assert (changed["content"], changed["payload"]) == ("Please, @Jonas Weber @Returns", named)
    assert sorted(one.agent_id for one in Mention.objects.all()) == named["mentioned"]
    # Nobody is an answer of its own.
    assert change(api, note["id"], content="Please", mentions=[]).json()["payload"] == {}
    assert not Mention.objects.exists()


def test_a_deleted_note_says_nothing_any_more(api: Client, conversation: Conversation, jonas: Agent) -> None:
    pk = write(api, conversation, "The code is 4711", mentions=naming(jonas)).json()["id"]
    change(api, pk, content="The code is 4712", mentions=naming(jonas))
    assert client_of(jonas).delete(f"/api/notes/{pk}/").status_code == 403
    left = api.delete(f"/api/notes/{pk}/").json()
    assert (left["content"], left["revisions"], left["payload"]) == ("Deleted note", [], {})
    assert left["revoked_at"] is not None
    assert not Mention.objects.exists()
    assert api.get("/api/search/?q=4712").json()["results"] == []
    assert change(api, pk, content="Back").status_code == 409
    assert api.delete(f"/api/notes/{pk}/").status_code == 409
    assert Activity.objects.filter(verb="note_deleted").get().by_kind == "token"


def test_no_event_says_what_a_deleted_note_said(
    api: Client, conversation: Conversation, jonas: Agent
) -> None:
    secret, other = (write(api, conversation, "Code 4711", mentions=naming(jonas)).json() for _ in range(2))
    change(api, secret["id"], content="Code 4712", mentions=naming(jonas))
    left = api.delete(f"/api/notes/{secret['id']}/").json()
    events = positions.since(conversation.inbox_id, 0)
    created, edited, deleted = (
        one for one in events if one.payload.get("id") == secret["id"] and "kind" in one.payload
    )
    assert created.was is None
    assert deleted.payload == left
    for event in (created, edited):
        assert [event.payload[name] for name in ("content", "payload", "revisions")] == [
            "Deleted note",
            {},
            [],
        ]
    assert edited.was == {"edited_at": None}
    assert deleted.was is not None
    assert set(deleted.was) == {"edited_at", "revoked_at"}
    # Of the others nothing is taken away, and the numbers have no hole.
    assert [one.payload for one in events if one.payload.get("id") == other["id"]][-1] == other
    assert [one.seq for one in events] == list(range(1, len(events) + 1))


def test_no_event_is_too_old_to_forget_what_a_deleted_note_said(
    api: Client, conversation: Conversation
) -> None:
    """However much has happened since; a note of the same number on a contact is another one."""
    secret = write(api, conversation, "Code 4711").json()["id"]
    path = f"/api/contacts/{conversation.contact_id}/notes/"
    on_contact = api.post(path, {"content": "Code 4711"}, content_type="application/json").json()["id"]
    FeedHead.objects.update(seq=F("seq") + 1_000_000)
    change(api, secret, content="Code 4711, again")
    FeedHead.objects.update(seq=F("seq") + 1_000_000)

    def events_that_say_it() -> set[str]:
        return {one.kind for one in FeedEvent.objects.all() if "4711" in str((one.payload, one.was))}

    assert events_that_say_it() == {"message.created", "message.updated", "contact_note.created"}
    api.delete(f"/api/notes/{secret}/")
    assert events_that_say_it() == {"contact_note.created"}
    assert api.delete(f"/api/contact-notes/{on_contact}/").status_code == 200
    assert events_that_say_it() == set()


def test_a_note_keeps_its_newest_earlier_contents(api: Client, conversation: Conversation) -> None:
    pk = write(api, conversation, "0").json()["id"]
    for turn in range(1, MOST_REVISIONS + 3):
        shown = change(api, pk, content=str(turn), mentions=[]).json()
    kept = [one["content"] for one in shown["revisions"]]
    assert kept == [str(turn) for turn in range(2, MOST_REVISIONS + 2)]
    event = positions.since(conversation.inbox_id, 0)[-1]
    assert event.payload == shown
    assert event.was is not None
    assert (event.was["content"], set(event.was)) == (kept[-1], {"content", "edited_at"})


def test_a_note_is_still_edited_when_whom_it_names_has_left(
    api: Client, conversation: Conversation, jonas: Agent, agent: Agent, inbox: Inbox
) -> None:
    team = Team.objects.create(name="Returns")
    eva, later = (an_agent(first_name=name, inboxes=[inbox]) for name in ("Eva", "Later"))
    team.agents.set([agent, eva])
    both = naming(jonas, team)
    note = write(api, conversation, "@Jonas Weber @Returns", mentions=both).json()
    inbox.members.remove(jonas, eva)
    team.agents.add(later)
    changed = change(api, note["id"], content="Please, @Jonas Weber @Returns", mentions=both)
    assert (changed.status_code, changed.json()["payload"]) == (200, note["payload"])
    assert {one.agent_id for one in Mention.objects.all()} == {jonas.pk, eva.pk}
    # Who is named no more is not kept, and who is named anew is looked at as ever.
    gone = change(api, note["id"], content="@Returns", mentions=naming(team)).json()
    assert gone["payload"]["mentioned"] == [eva.pk]
    refused = change(api, note["id"], content="@Jonas Weber", mentions=naming(jonas))
    assert (refused.status_code, refused.json()["code"]) == (400, "not_a_member")
    named = naming(team)
    team.delete()
    kept = change(api, note["id"], content="Please, @Returns", mentions=named)
    assert (kept.status_code, kept.json()["payload"]) == (200, gone["payload"])


def test_only_notes_are_changed_as_notes(api: Client, conversation: Conversation) -> None:
    line = conversation.messages.get().pk
    assert change(api, line, content="Something else").status_code == 404
    assert api.delete(f"/api/notes/{line}/").status_code == 404


# --- search and permissions -----------------------------------------------------------------


def test_notes_are_found_by_who_sees_the_inbox(api: Client, conversation: Conversation) -> None:
    write(api, conversation, "Escalated to the carpenter")
    (hit,) = api.get("/api/search/?q=carpenter").json()["results"]
    assert (hit["message"]["direction"], hit["message"]["kind"]) == ("note", "note")
    stranger = client_of(an_agent(inboxes=[an_inbox()]))
    assert stranger.get("/api/search/?q=carpenter").json()["results"] == []
    assert write(stranger, conversation).status_code == 404


# --- notes on contacts ----------------------------------------------------------------------


def test_notes_on_a_contact(
    api: Client, conversation: Conversation, agent: Agent, jonas: Agent, inbox: Inbox
) -> None:
    path = f"/api/contacts/{conversation.contact_id}/notes/"
    body = {"content": "Prefers calls after five", "client_id": str(uuid.uuid4())}
    first, again = (api.post(path, body, content_type="application/json") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    note = first.json()
    assert (note["author"]["id"], note["content"]) == (agent.pk, "Prefers calls after five")
    assert api.post(path, {"content": " "}, content_type="application/json").status_code == 400
    his = client_of(jonas)
    assert his.get(path).json()["results"] == [note]
    assert his.delete(f"/api/contact-notes/{note['id']}/").status_code == 403
    stranger = client_of(an_agent(inboxes=[an_inbox()]))
    assert stranger.get(path).status_code == 404
    assert stranger.delete(f"/api/contact-notes/{note['id']}/").status_code == 404
    gone = api.delete(f"/api/contact-notes/{note['id']}/").json()
    assert (gone["content"], gone["deleted_at"] is None) == ("", False)
    assert api.get(path).json()["results"] == []
    kinds = [event.kind for event in positions.since(inbox.pk, 0)][-2:]
    assert kinds == ["contact_note.created", "contact_note.updated"]
    created, deleted = positions.since(inbox.pk, 0)[-2:]
    assert (created.payload, created.was) == ({**note, "content": ""}, None)
    assert (deleted.payload, deleted.was) == (gone, {"deleted_at": None})


def test_notes_on_a_contact_come_with_the_thread_that_is_opened(
    api: Client, conversation: Conversation, inbox: Inbox
) -> None:
    notes = f"/api/contacts/{conversation.contact_id}/notes/"
    for content in ("Prefers calls", "Hates calls"):
        api.post(notes, {"content": content}, content_type="application/json")
    api.delete(f"/api/contact-notes/{api.get(notes).json()['results'][-1]['id']}/")
    from_customer(inbox, "And now?")
    thread = f"/api/conversations/{conversation.pk}/messages/?include=activity,drafting,contact_notes"
    page = api.get(f"{thread}&page_size=1").json()
    assert [one["content"] for one in page["contact_notes"]] == ["Hates calls"]
    assert page["contact_notes"] == api.get(notes).json()["results"]
    older = api.get(page["next"]).json()
    assert "contact_notes" not in older, "they were there already"
    assert "activity" in older
    stranger = client_of(an_agent(inboxes=[an_inbox()]))
    assert stranger.get(thread).status_code == 404


def test_notes_on_a_contact_stay_with_the_person(
    api: Client, conversation: Conversation, agent: Agent
) -> None:
    other = from_customer(conversation.inbox, phone="447700900199").conversation.contact
    for contact in (conversation.contact, other):
        ContactNote.objects.create(contact=contact, author=agent, content=f"Of {contact.pk}")
    merge_contacts(conversation.contact, other, by=BY)
    listed = api.get(f"/api/contacts/{conversation.contact_id}/notes/").json()["results"]
    assert {one["content"] for one in listed} == {f"Of {conversation.contact_id}", f"Of {other.pk}"}


def test_a_merged_conversation_ends_with_what_was_said_to_the_customer(
    api: Client, conversation: Conversation
) -> None:
    asked = conversation.last_message
    other = from_customer(conversation.inbox, phone="447700900199").conversation
    write(api, conversation, "Not for the list")
    # What is held moves to the other one, and both look anew for their last line.
    Message.objects.create(
        conversation=conversation,
        inbox=conversation.inbox,
        direction="outbound",
        kind="text",
        status="held",
        content="Later",
        sender="+1",
        receiver="+2",
    )
    merge_contacts(other.contact, conversation.contact, by=BY)
    conversation.refresh_from_db()
    assert conversation.last_message == asked
