"""Conversations over REST: lists, threads, replies, assignment, seen."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.outgoing import Draft, send_message
from messaging.actions.people.credentials import create_api_token
from messaging.feed import positions
from messaging.models import Activity, Agent, Conversation, FeedEvent, Inbox, Label, Message
from messaging.timestamps import utc_text
from tests.factories import BY, a_template, an_agent, an_inbox, close_window, from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine runs in this process: nothing to wait for."""
    monkeypatch.setattr("messaging.api.conversations.wait_for_first_attempt", lambda pk: None)
    monkeypatch.setattr("messaging.api.messages.wait_for_first_attempt", lambda pk: None)


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is the lamp in stock?").conversation


def patch(client: Client, conversation: Conversation, **change: object):
    return client.patch(
        f"/api/conversations/{conversation.pk}/", data=change, content_type="application/json"
    )


def reply(client: Client, conversation: Conversation, **body: object):
    return client.post(
        f"/api/conversations/{conversation.pk}/messages/", data=body, content_type="application/json"
    )


# --- lists --------------------------------------------------------------------------------------


def test_the_list_row_key_by_key(api: Client, conversation: Conversation, inbox: Inbox) -> None:
    page = api.get("/api/conversations/").json()
    assert set(page) == {"results", "next", "previous", "feed"}
    (row,) = page["results"]
    assert set(row) == {
        "id", "inbox", "contact", "status", "assignee", "team", "priority", "labels", "snoozed_until",
        "unread", "last_message", "last_activity_at", "window", "created_at", "waiting_since",
        "first_reply_at", "last_reply_at", "resolved_at", "answered_by", "mentioned", "scheduled_at",
    }  # fmt: skip
    assert row["contact"]["addresses"] == [{"kind": "phone", "value": "447700900123", "left": False}]
    assert row["window"]["open"] is True
    assert row["unread"] == 1
    assert set(row["last_message"]) == {
        "id", "direction", "kind", "content", "status", "timestamp", "author",
    }  # fmt: skip
    assert page["feed"] == {str(inbox.pk): {"epoch": inbox.feed_head.epoch, "seq": 4}}


def test_newest_activity_first_in_keyset_pages(api: Client, inbox: Inbox) -> None:
    made = [from_customer(inbox, phone=f"4477009001{n:02}").conversation_id for n in range(7)]
    url, seen = "/api/conversations/?page_size=3", []
    while url:
        page = api.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == made[::-1]


def test_the_pages_of_a_thread_bring_what_was_done_between_them(
    api: Client, conversation: Conversation, inbox: Inbox
) -> None:
    for n in range(5):
        patch(api, conversation, priority=("high", "low")[n % 2])
        from_customer(inbox, f"And {n}?")
    patch(api, conversation, status="resolved")
    thread = f"/api/conversations/{conversation.pk}/messages/"
    assert "activity" not in api.get(thread).json()
    url, pages = f"{thread}?page_size=2&include=activity", []
    while url:
        pages.append(api.get(url).json())
        url = pages[-1]["next"]
    assert len(pages) == 3
    found = [line["id"] for page in pages for line in page["activity"]]
    assert found == sorted(set(found), reverse=True)
    assert set(found) == set(conversation.activities.values_list("pk", flat=True))
    # Each page has its own part; the way back may repeat what lies at the border.
    assert [line["verb"] for line in pages[0]["activity"]] == ["resolved", "priority_changed"]
    back = api.get(pages[1]["previous"]).json()
    assert [line for line in pages[0]["activity"] if line not in back["activity"]] == []
    assert api.get(f"{thread}?include=secrets").status_code == 400


def test_a_thread_can_be_read_from_its_beginning(
    api: Client, conversation: Conversation, inbox: Inbox
) -> None:
    for n in range(6):
        patch(api, conversation, priority=("high", "low")[n % 2])
        from_customer(inbox, f"And {n}?")
    thread = f"/api/conversations/{conversation.pk}/messages/"
    whole = api.get(f"{thread}?include=activity").json()
    url, pages = f"{thread}?page_size=3&include=activity&from=beginning", []
    while url:
        pages.insert(0, api.get(url).json())
        url = pages[0]["previous"]
    assert len(pages) == 3
    assert [row for page in pages for row in page["results"]] == whole["results"], "each one once"
    assert pages[-1]["next"] is None, "nothing is older"
    lines = {line["id"] for page in pages for line in page["activity"]}
    assert lines == {line["id"] for line in whole["activity"]}
    assert api.get(f"{thread}?from=the%20middle").status_code == 400


def test_views_and_filters(api: Client, inbox: Inbox, agent: Agent) -> None:
    mine, free, done = (from_customer(inbox, phone=f"44770090010{n}").conversation for n in range(3))
    patch(api, mine, assignee=agent.pk)
    patch(api, done, status="resolved", assignee=an_agent(inboxes=[inbox]).pk)
    free.labels.add(Label.objects.create(name="vip"))

    def found(query: str) -> set[int]:
        return {row["id"] for row in api.get(f"/api/conversations/?{query}").json()["results"]}

    assert found("view=mine") == {mine.pk}
    assert found("view=unassigned") == {free.pk}
    assert found("view=all") == {mine.pk, free.pk, done.pk}
    assert found("status=open") == {mine.pk, free.pk}
    assert found("status=open,resolved") == found("status=open&status=resolved") == found("")
    assert found("label=vip") == {free.pk}
    assert found(f"inbox={inbox.pk}") == found("")
    assert found(f"contact={done.contact_id}") == {done.pk}
    assert found(f"contact={done.contact_id}&status=open") == set()
    assert found("q=900101") == {free.pk}
    assert found("q=ann") == found("")
    assert found("q=nobody") == set()
    assert found("q=vi") == found("q=VIP") == {free.pk}, "how the name of its label begins"
    assert found("q=ip") == set()


@pytest.mark.parametrize(
    "query", ["view=theirs", "status=lost", "inbox=x", "inbox=-1", "inbox=" + "9" * 40, "contact=ann"]
)
def test_a_wrong_filter_is_named(api: Client, conversation: Conversation, query: str) -> None:
    answer = api.get(f"/api/conversations/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_a_list_takes_a_fixed_number_of_queries(
    api: Client, inbox: Inbox, django_assert_max_num_queries
) -> None:
    for n in range(12):
        from_customer(inbox, phone=f"4477009001{n:02}")
    with django_assert_max_num_queries(9):
        assert len(api.get("/api/conversations/").json()["results"]) == 12
    thread = Conversation.objects.first()
    for _ in range(12):
        from_customer(inbox, phone=thread.contact.addresses.get().value)
    with django_assert_max_num_queries(9):
        assert len(api.get(f"/api/conversations/{thread.pk}/messages/").json()["results"]) == 13


def test_the_thread_is_newest_first_and_pages_to_the_past(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    for n in range(5):
        from_customer(inbox, str(n))
    page = api.get(f"/api/conversations/{conversation.pk}/messages/?page_size=4").json()
    assert [row["content"] for row in page["results"]] == ["4", "3", "2", "1"]
    older = api.get(page["next"]).json()
    assert [row["content"] for row in older["results"]] == ["0", "Is the lamp in stock?"]
    assert older["next"] is None


# --- replying -----------------------------------------------------------------------------------


def test_a_reply_is_queued_and_shown_whole(api: Client, conversation: Conversation, agent: Agent) -> None:
    client_id = str(uuid.uuid4())
    answer = reply(api, conversation, content="Yes, two left.", client_id=client_id)
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {
        "id", "client_id", "conversation", "inbox", "direction", "kind", "sender", "receiver", "content",
        "status", "timestamp", "provider_timestamp", "external_id", "author", "reply_to", "attachments",
        "reactions", "payload", "error", "pricing", "timeline", "origin", "revisions", "edited_at",
        "revoked_at", "send_at", "fallback",
    }  # fmt: skip
    assert (body["client_id"], body["author"]["id"]) == (client_id, agent.pk)
    assert [change["status"] for change in body["timeline"]] == ["queued"]
    assert reply(api, conversation, content="Yes, two left.", client_id=client_id).json() == body
    assert Message.objects.filter(direction="outbound").count() == 1


def test_a_reply_quotes_only_its_own_conversation(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    quoted = Message.objects.get()
    body = reply(api, conversation, content="Yes", reply_to=quoted.pk).json()
    assert body["reply_to"] == {
        "id": quoted.pk,
        "external_id": quoted.external_id,
        "direction": "inbound",
        "author": None,
        "preview": quoted.content,
    }
    own = reply(api, conversation, content="Or three", reply_to=body["id"]).json()["reply_to"]
    assert (own["direction"], own["author"], own["preview"]) == ("outbound", body["author"], "Yes")
    elsewhere = from_customer(inbox, phone="447700900999")
    answer = reply(api, conversation, content="Yes", reply_to=elsewhere.pk)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reply_to"])


def test_a_colleagues_answer_refuses_a_blind_one(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    seen = api.get("/api/conversations/").json()["feed"][str(inbox.pk)]["seq"]
    jonas = an_agent(inboxes=[inbox], first_name="Jonas")
    theirs = send_message(conversation, Draft(author=jonas, content="On it!"), by=BY)
    answer = reply(api, conversation, content="Hello", last_seen_seq=seen)
    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["detail"]) == ("newer_activity", "Jonas answered meanwhile.")
    assert [message["id"] for message in body["newer"]] == [theirs.pk]
    assert Message.objects.filter(direction="outbound").count() == 1
    FeedEvent.objects.all().delete()
    pruned = reply(api, conversation, content="Hello", last_seen_seq=seen)
    assert pruned.status_code == 409, "the log is pruned, what was said is not"
    now = api.get("/api/conversations/").json()["feed"][str(inbox.pk)]["seq"]
    assert reply(api, conversation, content="Hello", last_seen_seq=now).status_code == 201
    assert reply(api, conversation, content="Again", last_seen_seq=now).status_code == 201


def test_ones_own_answer_from_another_window_refuses_a_blind_one(
    api: Client, inbox: Inbox, conversation: Conversation, agent: Agent
) -> None:
    seen = api.get("/api/conversations/").json()["feed"][str(inbox.pk)]["seq"]
    other_window = send_message(conversation, Draft(author=agent, content="On it!"), by=BY)
    body = {"content": "Hello", "last_seen_seq": seen}
    answer = reply(api, conversation, **body, seen_client_ids=[str(uuid.uuid4())])
    assert (answer.status_code, answer.json()["code"]) == (409, "newer_activity")
    assert answer.json()["detail"] == "You answered meanwhile in another window."
    assert [message["id"] for message in answer.json()["newer"]] == [other_window.pk]
    assert reply(api, conversation, **body, seen_client_ids=[]).status_code == 409
    # This window has sent it, and so has seen it.
    known = [str(other_window.client_id)]
    assert reply(api, conversation, **body, seen_client_ids=known).status_code == 201
    # Programs that do not name what they know are refused by others' answers alone, as they always were.
    assert reply(api, conversation, **body).status_code == 201
    assert reply(api, conversation, **body, seen_client_ids=None).status_code == 201


def test_ten_in_a_row_from_one_window_all_go(api: Client, inbox: Inbox, conversation: Conversation) -> None:
    seen = api.get("/api/conversations/").json()["feed"][str(inbox.pk)]["seq"]
    sent: list[str] = []
    for n in range(10):
        client_id = str(uuid.uuid4())
        more = {"client_id": client_id, "last_seen_seq": seen, "seen_client_ids": list(sent)}
        assert reply(api, conversation, content=str(n), **more).status_code == 201
        sent.append(client_id)


def test_the_template_of_a_held_answer_is_the_same_windows(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    a_template(inbox, {"type": "BODY", "text": "Write to us again."}, name="again", language="en")
    close_window(conversation)
    seen = api.get("/api/conversations/").json()["feed"][str(inbox.pk)]["seq"]
    client_id = str(uuid.uuid4())
    template = {"name": "again", "language": "en"}
    held = reply(api, conversation, content="One", hold=True, template=template, client_id=client_id)
    assert held.status_code == 201, held.content
    more = {"hold": True, "last_seen_seq": seen, "seen_client_ids": [client_id]}
    assert reply(api, conversation, content="Two", **more).status_code == 201


def test_a_customers_message_does_not_refuse_a_reply(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    from_customer(inbox, "hurry")
    assert reply(api, conversation, content="Hello", last_seen_seq=0).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "content"),
        ({"content": " "}, "content"),
        ({"content": "x" * 4097}, "content"),
        ({"content": "x", "client_id": "no"}, "client_id"),
        ({"content": "x", "kind": "carrier pigeon"}, "kind"),
        ({"content": "x", "last_seen_seq": -1}, "last_seen_seq"),
        ({"content": "x", "reply_to": "y"}, "reply_to"),
    ],
)
def test_a_wrong_reply_names_its_field(
    api: Client, conversation: Conversation, body: dict[str, object], field: str
) -> None:
    answer = reply(api, conversation, **body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_retry_and_confirm(api: Client, conversation: Conversation) -> None:
    sent = reply(api, conversation, content="Hello").json()
    message = Message.objects.get(pk=sent["id"])
    for path in ("retry", "confirm"):
        assert api.post(f"/api/messages/{message.pk}/{path}/").status_code == 409
    Message.objects.filter(pk=message.pk).update(
        status="failed", external_id="wamid.old", error={"code": "1"}
    )
    body = api.post(f"/api/messages/{message.pk}/retry/").json()
    assert (body["status"], body["external_id"], body["error"]) == ("queued", None, None)
    Message.objects.filter(pk=message.pk).update(status="unconfirmed")
    assert api.post(f"/api/messages/{message.pk}/confirm/").json()["status"] == "sent"


def test_looking_a_message_up(api: Client, inbox: Inbox, agent: Agent) -> None:
    message = from_customer(inbox, external_id="wamid.X")
    other = from_customer(an_inbox(agent))

    def found(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"/api/messages/?{query}").json()["results"]]

    assert found("external_id=wamid.X") == found(f"client_id={message.client_id}") == [message.pk]
    assert (found(f"inbox={inbox.pk}"), found(f"inbox={other.inbox_id}")) == ([message.pk], [other.pk])
    assert api.get("/api/messages/?client_id=no").status_code == 400
    assert api.get("/api/messages/?inbox=no").status_code == 400


# --- changing -----------------------------------------------------------------------------------


def test_of_two_who_take_it_one_is_told_who_was_faster(
    api: Client, inbox: Inbox, conversation: Conversation, agent: Agent
) -> None:
    jonas = an_agent(inboxes=[inbox], first_name="Jonas")
    assert patch(api, conversation, assignee=jonas.pk).json()["assignee"]["id"] == jonas.pk
    answer = patch(api, conversation, assignee=agent.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_assigned")
    assert answer.json()["assignee"]["name"] == "Jonas"
    assert answer.json()["assigned_at"] == utc_text(Activity.objects.get(verb="assigned").at)
    taken = patch(api, conversation, assignee=agent.pk, assignee_was=jonas.pk)
    assert taken.json()["assignee"]["id"] == agent.pk
    stale = patch(api, conversation, assignee=None, assignee_was=jonas.pk)
    assert (stale.status_code, stale.json()["assignee"]["id"]) == (409, agent.pk)
    assert patch(api, conversation, assignee=None).json()["assignee"] is None


def test_undoing_takes_back_nobody_elses_change(
    api: Client, inbox: Inbox, conversation: Conversation, subtests: pytest.Subtests
) -> None:
    label = Label.objects.create(name="lamps", color="#123456")
    jonas = an_agent(inboxes=[inbox], first_name="Jonas")
    seen = {
        "status": ("resolved", "open"),
        "assignee": (jonas.pk, None),
        "priority": ("high", "low"),
        "labels": ([label.pk], []),
    }
    for name, (now, other) in seen.items():
        with subtests.test(name):
            patch(api, conversation, **{name: now})
            stale = patch(api, conversation, status="pending", was={name: other})
            assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
            assert stale.json()["detail"].endswith(" has changed this conversation meanwhile.")
            conversation.refresh_from_db()
            assert conversation.status == "resolved"
    now = {name: value for name, (value, _) in seen.items()}
    back = patch(
        api, conversation, status="open", labels=[], was={**now, "team": None, "snoozed_until": None}
    )
    assert (back.json()["status"], back.json()["labels"]) == ("open", [])


def test_undoing_a_snooze_leaves_a_newer_one(api: Client, conversation: Conversation) -> None:
    first, second = (timezone.now() + timedelta(hours=hours) for hours in (1, 2))
    shown = patch(api, conversation, status="snoozed", snoozed_until=first).json()["snoozed_until"]
    was = {"status": "snoozed", "snoozed_until": shown}
    patch(api, conversation, snoozed_until=second)
    assert patch(api, conversation, status="open", was=was).status_code == 409
    patch(api, conversation, snoozed_until=first)
    assert patch(api, conversation, status="open", was=was).json()["status"] == "open"


def test_undoing_says_that_the_customer_has_written(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    patch(api, conversation, status="resolved")
    from_customer(inbox, "One more thing")
    stale = patch(api, conversation, status="open", was={"status": "resolved"})
    assert stale.json()["detail"] == "The customer has written meanwhile."


def test_somebody_who_has_left_is_given_nothing(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    gone = an_agent(inboxes=[inbox], is_active=False)
    answer = patch(api, conversation, assignee=gone.pk, team=2**31)
    assert answer.json()["errors"] == {
        "assignee": ["This agent does not exist, or is not active any more."],
        "team": ["There is no such team any more."],
    }


def test_only_members_can_be_given_a_conversation(api: Client, conversation: Conversation) -> None:
    answer = patch(api, conversation, assignee=an_agent().pk)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["assignee"])


def test_status_priority_and_snooze(api: Client, conversation: Conversation) -> None:
    assert patch(api, conversation, status="resolved", priority="high").json()["status"] == "resolved"
    assert patch(api, conversation, status="lost").status_code == 400
    assert patch(api, conversation, status="snoozed").json()["errors"]["snoozed_until"]
    later = (timezone.now() + timedelta(hours=2)).isoformat()
    assert patch(api, conversation, status="snoozed", snoozed_until=later).json()["snoozed_until"]
    assert patch(api, conversation, status="open").json()["snoozed_until"] is None


def test_a_customer_who_writes_wakes_the_conversation(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    for status in ("resolved", "pending"):
        patch(api, conversation, status=status)
        from_customer(inbox, "me again")
        conversation.refresh_from_db()
        assert conversation.status == "open"
    assert Conversation.objects.count() == 1


def test_a_customer_who_comes_back_late_opens_a_new_one(
    api: Client, inbox: Inbox, conversation: Conversation
) -> None:
    patch(api, conversation, status="resolved")
    Conversation.objects.update(last_activity_at=timezone.now() - timedelta(days=8))
    newer = from_customer(inbox).conversation_id
    assert newer != conversation.pk
    answer = patch(api, conversation, status="open")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_open")
    assert answer.json()["conversation"] == newer


def test_seen_never_unreads_what_came_later(api: Client, inbox: Inbox, conversation: Conversation) -> None:
    first = Message.objects.get()
    from_customer(inbox, "second")
    url = f"/api/conversations/{conversation.pk}/seen/"
    seen = api.post(url, data={"message": first.pk}, content_type="application/json")
    assert seen.json()["unread"] == 1
    assert api.post(url, content_type="application/json").json()["unread"] == 0
    again = api.post(url, data={"message": first.pk}, content_type="application/json")
    assert again.json()["unread"] == 0
    assert api.post(f"/api/conversations/{conversation.pk}/unread/").json()["unread"] == 1


# --- who may ------------------------------------------------------------------------------------

PATHS = [
    "inboxes", "conversations", "messages", "contacts", "agents", "teams", "labels", "canned-responses",
    "templates", "webhook-calls", "me", "feed", "schema", "docs",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("slash", ["", "/"])
def test_nobody_gets_a_401_everywhere(db: None, path: str, slash: str) -> None:
    answer = Client().get(f"/api/{path}{slash}")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Token")


@pytest.fixture
def foreign(api: Client) -> Message:
    """A message in an inbox that the agent is no member of."""
    return from_customer(an_inbox(), phone="447700900555")


def test_agents_see_nothing_of_other_inboxes(api: Client, conversation, foreign: Message) -> None:
    own = conversation.inbox_id
    assert [row["id"] for row in api.get("/api/inboxes/").json()["results"]] == [own]
    for path in ("conversations", "messages"):
        page = api.get(f"/api/{path}/").json()
        assert {row["inbox"] for row in page["results"]} == {own}
        assert set(page["feed"]) == {str(own)}
    assert len(api.get("/api/contacts/").json()["results"]) == 1
    assert api.get("/api/webhook-calls/").status_code == 403
    assert [row["id"] for row in api.get("/api/me/").json()["inboxes"]] == [own]


def test_what_an_agent_may_not_see_does_not_exist(api: Client, foreign: Message) -> None:
    pk, conversation = foreign.pk, foreign.conversation
    url = f"/api/conversations/{conversation.pk}"
    for path in (url, f"{url}/messages", f"/api/messages/{pk}", f"/api/inboxes/{foreign.inbox_id}"):
        assert api.get(path).status_code == 404, path
    assert api.get(f"/api/feed/?inbox={foreign.inbox_id}&since=0").status_code == 404
    assert patch(api, conversation, status="resolved").status_code == 404
    assert reply(api, conversation, content="Hi").status_code == 404
    for path in (
        f"{url}/seen/",
        f"{url}/unread/",
        f"/api/messages/{pk}/retry/",
        f"/api/messages/{pk}/confirm/",
    ):
        assert api.post(path).status_code == 404, path


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_supervisors_and_admins_see_all(conversation, foreign: Message, role: str) -> None:
    client = Client()
    client.force_login(an_agent(role))
    assert len(client.get("/api/conversations/").json()["results"]) == 2
    assert client.get(f"/api/messages/{foreign.pk}/").status_code == 200
    assert client.get("/api/webhook-calls/").status_code == 200


def test_a_deactivated_agent_is_nobody(api: Client, agent: Agent) -> None:
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    assert api.get("/api/me/").status_code == 401


def test_inboxes_are_made_and_changed_by_admins_only(api: Client, inbox: Inbox) -> None:
    body = {
        "transport": "whatsapp_cloud",
        "name": "Second",
        "address": "+15550002222",
        "config": {
            "phone_number_id": "777", "waba_id": "1", "app_secret": "s3cret-value", "verify_token": "v",
            "access_token": "t0ken-value",
        },
    }  # fmt: skip
    assert api.post("/api/inboxes/", data=body, content_type="application/json").status_code == 403
    change = {"config": {"waba_id": "2"}}
    url = f"/api/inboxes/{inbox.pk}/"
    assert api.patch(url, data=change, content_type="application/json").status_code == 403
    admin = Client()
    admin.force_login(an_agent("admin"))
    answer = admin.post("/api/inboxes/", data=body, content_type="application/json")
    assert answer.status_code == 201
    assert "s3cret" not in answer.content.decode()
    assert "t0ken" not in answer.content.decode()
    made = Inbox.objects.get(name="Second")
    assert made.config["app_secret"] == "s3cret-value"
    wrong = {**body, "address": "+15550003333", "config": {"phone_number_id": "x"}}
    refused = admin.post("/api/inboxes/", data=wrong, content_type="application/json")
    assert refused.status_code == 400
    assert "phone_number_id" in refused.json()["errors"]
    assert admin.patch(url, data=change, content_type="application/json").status_code == 200
    inbox.refresh_from_db()
    assert inbox.settings["waba_id"] == "2"


def test_several_changes_are_all_or_nothing_and_one_event(
    api: Client, conversation: Conversation, agent: Agent
) -> None:
    head = positions.heads()[conversation.inbox_id].seq
    refused = patch(api, conversation, status="pending", assignee=an_agent().pk)
    assert refused.status_code == 400
    conversation.refresh_from_db()
    assert conversation.status == "open"
    assert positions.heads()[conversation.inbox_id].seq == head
    patch(api, conversation, status="pending", assignee=agent.pk, priority="high")
    kinds = [event.kind for event in positions.since(conversation.inbox_id, head)]
    assert kinds == ["conversation.updated", *["activity.created"] * 3]


def test_activity_says_what_was_done_newest_first(api: Client, inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    for number, verb in enumerate(("opened", "resolved")):
        at = timezone.now() + timedelta(seconds=number)
        Activity.objects.create(
            conversation=conversation, verb=verb, at=at, by_kind="agent", by_id=7, by_name="Mia", after=verb
        )
    url = f"/api/conversations/{conversation.pk}/activity"
    found = [one for one in api.get(url).json()["results"] if one["by"]["name"] == "Mia"]
    assert [(one["verb"], one["by"]["kind"]) for one in found] == [("resolved", "agent"), ("opened", "agent")]
    stranger = Client(headers={"Authorization": f"Token {create_api_token(an_agent(), by=BY)}"})
    assert stranger.get(url).status_code == 404


def test_what_the_contact_said_elsewhere_comes_with_the_thread_that_is_opened(
    api: Client, agent: Agent, conversation: Conversation, inbox: Inbox
) -> None:
    elsewhere = from_customer(an_inbox(agent), "In another shop of ours").conversation
    assert elsewhere.contact_id == conversation.contact_id
    from_customer(an_inbox(), "Where the agent does not look")
    from_customer(inbox, "Of somebody else", phone="447700900199")
    from_customer(inbox, "Hello?")
    page = api.get(f"/api/conversations/{conversation.pk}/messages/?include=past&page_size=1").json()
    assert [one["id"] for one in page["past"]] == [conversation.pk, elsewhere.pk]
    assert page["past"] == api.get(f"/api/conversations/?contact={elsewhere.contact_id}").json()["results"]
    assert "past" not in api.get(page["next"]).json(), "it was there already"
