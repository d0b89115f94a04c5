"""Who answers: Meta's Business Agent or we, and taking a conversation over."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from messaging.actions.conversation import set_conversation_status, take_over
from messaging.actions.outgoing import Draft, send_message, send_to
from messaging.delivery.lanes import transactions
from messaging.leases import Lease
from messaging.models import Activity, Agent, Conversation, FeedEvent, Inbox, Job, Message
from messaging.transports import Accepted, Identity
from tests.database.webhooks.meta_inbox import meta_inbox, post
from tests.factories import BY, a_template, an_agent, close_window
from tests.payloads import meta

pytestmark = pytest.mark.django_db

AGENT = "Meta's Business Agent"
OTHER = "Another sender of this number"
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine runs in this process: nothing to wait for."""
    for module in ("conversations", "simple_send"):
        monkeypatch.setattr(f"messaging.api.{module}.wait_for_first_attempt", lambda pk: None)


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return meta_inbox(agent)


@pytest.fixture
def taken(inbox: Inbox) -> Conversation:
    """A conversation that Meta's Business Agent answers."""
    post(inbox, standby(question()))
    return Conversation.objects.get()


def at(seconds: float = 0) -> str:
    return str(int(time.time() + seconds))


def question(name: str = "wamid.Q", seconds: float = -60) -> Any:
    return meta.message(name, timestamp=at(seconds))


def answer(name: str = "wamid.A", seconds: float = -50) -> Any:
    return meta.message(name, meta.BUSINESS, to=meta.ANN, timestamp=at(seconds))


def standby(*questions: Any, answers: Any = ()) -> Any:
    lists = {"messages": [*questions], "message_echoes": [*answers]}
    return meta.change("standby", contacts=[meta.contact()], standby=lists)


def asked(item: Any) -> Any:
    return meta.change(contacts=[meta.contact()], messages=[item])


def control_change(kind: str, seconds: float = -10, **part: str) -> Any:
    value = {
        "type": kind,
        "sender": {"phone_number": meta.ANN},
        "recipient": {"phone_number_id": meta.ROUTE, "display_phone_number": meta.BUSINESS},
        "timestamp": at(seconds),
        kind: part,
    }
    return {"field": "messaging_handovers", "value": value}


def who() -> str | None:
    return Conversation.objects.get().answered_by


def done() -> list[tuple[str, str]]:
    verbs = [Activity.Verb.ANSWERED_BY_OTHER, Activity.Verb.LEFT_TO_US, Activity.Verb.TAKEN_OVER]
    return list(Activity.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", "by_kind"))


def reply(api: Client, conversation: Conversation, **body: Any) -> Any:
    url = f"/api/conversations/{conversation.pk}/messages/"
    return api.post(url, {"content": "Yes"} | body, content_type="application/json")


def take(api: Client, conversation: Conversation) -> Any:
    return api.post(f"/api/conversations/{conversation.pk}/take-over/", content_type="application/json")


# --- what the provider says ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [standby(question()), standby(answers=[answer()])], ids=["asked", "answered"]
)
def test_what_comes_on_standby_is_answered_by_another(inbox: Inbox, change: Any) -> None:
    post(inbox, change)
    assert who() == AGENT
    assert done() == [("answered_by_other", "provider")]


def test_what_another_wrote_says_so_and_ends_the_waiting(inbox: Inbox) -> None:
    post(inbox, standby(question("wamid.Q", -60)), standby(answers=[answer("wamid.A", -50)]))
    assert Message.objects.get(external_id="wamid.A").origin == Message.Origin.OTHER
    assert Conversation.objects.get().waiting_since is None


def test_the_event_shows_it_and_what_it_was(inbox: Inbox, api: Client) -> None:
    post(inbox, asked(question("wamid.1", -90)), standby(question("wamid.2", -60)))
    event = FeedEvent.objects.filter(kind="conversation.updated").latest("seq")
    assert (event.payload["answered_by"], event.was["answered_by"]) == (AGENT, None)
    (row,) = api.get("/api/conversations/").json()["results"]
    assert row["answered_by"] == AGENT


@pytest.mark.parametrize(
    ("kind", "part", "expected"),
    [
        ("control_passed", {}, None),
        ("control_passed", {"previous_owner_role": "ai_agent", "new_owner_role": "escalation"}, None),
        ("control_passed", {"previous_owner_app_role": "META_AI"}, None),
        ("control_taken", {"previous_owner_role": "ai_agent", "new_owner_role": "escalation"}, None),
        ("control_taken", {"previous_owner_role": "primary", "new_owner_role": "escalation"}, None),
        ("control_taken", {"previous_owner_role": "escalation", "new_owner_role": "partner"}, OTHER),
        ("control_taken", {}, AGENT),
        ("control_requested", {}, AGENT),
        ("control_passed", {"previous_owner_role": "escalation", "new_owner_role": "ai_agent"}, AGENT),
    ],
)
def test_a_change_of_control_says_who_answers_now(
    inbox: Inbox, taken: Conversation, kind: str, part: dict[str, str], expected: str | None
) -> None:
    post(inbox, control_change(kind, **part))
    assert who() == expected


def test_what_comes_to_us_again_is_ours(inbox: Inbox, taken: Conversation) -> None:
    post(inbox, asked(question("wamid.later", -30)))
    assert who() is None
    assert done() == [("answered_by_other", "provider"), ("left_to_us", "provider")]


def test_a_late_webhook_changes_nothing(inbox: Inbox, taken: Conversation) -> None:
    post(inbox, control_change("control_passed", -10), standby(answers=[answer("wamid.late", -20)]))
    assert who() is None


def test_the_last_line_of_the_second_in_which_they_leave_changes_nothing(
    inbox: Inbox, taken: Conversation
) -> None:
    left, goodbye = control_change("control_passed", -10), answer("wamid.goodbye", -10)
    left["value"]["timestamp"] = goodbye["timestamp"]
    post(inbox, left, standby(answers=[goodbye]))
    assert who() is None


def test_a_webhook_that_comes_again_changes_nothing(inbox: Inbox, taken: Conversation) -> None:
    again = standby(question("wamid.again", 5))
    post(inbox, again)
    take_over(taken, by=BY)
    post(inbox, again)
    assert who() is None


def test_what_is_older_than_a_day_says_nothing(inbox: Inbox) -> None:
    post(inbox, standby(question("wamid.old", -DAY - 60)))
    assert who() is None


def test_history_and_calls_say_nothing(inbox: Inbox, taken: Conversation) -> None:
    called = {"id": "wacid.1", "from": meta.ANN, "to": meta.BUSINESS, "timestamp": at(), "event": "terminate"}
    post(inbox, meta.change("calls", calls=[called | {"direction": "USER_INITIATED"}]))
    assert who() == AGENT


# --- taking over --------------------------------------------------------------------------------


def test_taking_over(api: Client, agent: Agent, taken: Conversation) -> None:
    assert take(api, taken).json()["answered_by"] is None
    event = FeedEvent.objects.filter(kind="conversation.updated").latest("seq")
    assert (event.payload["answered_by"], event.was["answered_by"]) == (None, AGENT)
    row = Activity.objects.get(verb=Activity.Verb.TAKEN_OVER)
    assert (row.by_name, row.before, row.after) == (agent.name, AGENT, None)
    job = Job.objects.get(kind=Job.Kind.TAKE_CONTROL)
    assert (job.subject, job.inbox_id) == (taken.pk, taken.inbox_id)
    assert reply(api, taken).status_code == 201


def test_taking_over_twice_is_once(api: Client, taken: Conversation) -> None:
    assert [take(api, taken).status_code for _ in range(2)] == [200, 200]
    assert done()[1:] == [("taken_over", "token")]
    assert Job.objects.filter(kind=Job.Kind.TAKE_CONTROL).count() == 1


def test_who_does_not_see_the_inbox_takes_nothing_over(client: Client, taken: Conversation) -> None:
    client.force_login(an_agent())
    assert take(client, taken).status_code == 404
    assert who() == AGENT


def test_what_they_write_after_that_is_theirs_again(inbox: Inbox, taken: Conversation) -> None:
    take_over(taken, by=BY)
    Conversation.objects.update(answered_by_at=Message.objects.get().timestamp)
    post(inbox, standby(answers=[answer("wamid.more", -5)]))
    assert who() == AGENT


# --- sending ------------------------------------------------------------------------------------


def test_nobody_answers_unknowingly(api: Client, taken: Conversation) -> None:
    refused = reply(api, taken)
    assert (refused.status_code, refused.json()["code"]) == (409, "answered_by_other")
    assert refused.json()["answered_by"] == AGENT
    assert refused.json()["detail"] == (
        "Meta's Business Agent answers this conversation; take it over before you write."
    )
    assert not Message.objects.outbound().exists()


def test_resolving_silences_nobody(api: Client, taken: Conversation) -> None:
    """Meta's agent goes on, so a reply to a resolved conversation has to be wanted, too; REST shows why."""
    set_conversation_status(taken, "resolved", by=BY)
    assert api.get(f"/api/conversations/{taken.pk}/").json()["answered_by"] == AGENT
    assert reply(api, taken).json()["code"] == "answered_by_other"
    take(api, taken)
    assert reply(api, taken).status_code == 201


def test_a_reaction_is_refused_as_well(api: Client, taken: Conversation) -> None:
    url = f"/api/messages/{Message.objects.get().pk}/reactions/"
    refused = api.post(url, {"emoji": "👍"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "answered_by_other")


def test_a_template_takes_nothing_over(api: Client, inbox: Inbox, taken: Conversation) -> None:
    a_template(inbox)
    chosen = {"name": "go_on", "language": "en", "variables": {"body.1": "Ann"}}
    assert reply(api, taken, content="", template=chosen).status_code == 201
    assert who() == AGENT


def test_send_message_of_programs_takes_over(api: Client, agent: Agent, taken: Conversation) -> None:
    body = {"sender": taken.inbox.address, "receiver": f"+{meta.ANN}", "content": "Your parcel is here"}
    assert api.post("/api/send-message/", body, content_type="application/json").status_code == 201
    assert who() is None
    assert done()[1:] == [("taken_over", "token")]
    assert Activity.objects.get(verb=Activity.Verb.TAKEN_OVER).by_name == agent.name


def test_what_we_sent_is_newer_than_what_comes_late(inbox: Inbox) -> None:
    send_to(inbox, Identity("phone", meta.ANN), Draft(author=None, content="Hello"), by=BY)
    post(inbox, standby(answers=[answer("wamid.late", -20)]))
    assert who() is None


def test_what_went_out_has_taken_it_over(api: Client, inbox: Inbox, taken: Conversation) -> None:
    """Whatever another sender wrote while it waited in its lane."""
    draft = Draft(author=None, content="Your parcel is here", takes_over=True)
    send_to(inbox, Identity("phone", meta.ANN), draft, by=BY)
    Conversation.objects.update(answered_by_at=Message.objects.latest("pk").timestamp - timedelta(minutes=1))
    post(inbox, standby(answers=[answer("wamid.more", 0)]))
    assert who() == AGENT
    lease = Lease(taken.pk)
    attempt = transactions.claim(lease)
    while attempt and not attempt.marked:
        attempt = transactions.begin(lease)
    assert attempt
    transactions.finish_and_next(lease, attempt.message, Accepted("wamid.1"), go_on=False)
    assert who() is None


def test_a_closed_window_has_nothing_to_take(taken: Conversation) -> None:
    take_over(close_window(taken), by=BY)
    assert who() is None
    assert not Job.objects.filter(kind=Job.Kind.TAKE_CONTROL).exists()


def test_a_held_answer_waits_until_it_is_taken_over(api: Client, inbox: Inbox) -> None:
    post(inbox, asked(question("wamid.1", -60)))
    conversation = close_window(Conversation.objects.get())
    a_template(inbox)
    template = {"name": "go_on", "language": "en", "variables": {"body.1": "Ann"}}
    assert reply(api, conversation, hold=True, template=template).status_code == 201
    post(inbox, standby(question("wamid.2", -5)))
    assert Message.objects.held().count() == 1
    take(api, conversation)
    assert not Message.objects.held().exists()


def test_what_another_leaves_to_us_lets_a_held_answer_go(api: Client, inbox: Inbox) -> None:
    post(inbox, asked(question("wamid.1", -60)))
    conversation = close_window(Conversation.objects.get())
    a_template(inbox)
    template = {"name": "go_on", "language": "en", "variables": {"body.1": "Ann"}}
    reply(api, conversation, hold=True, template=template)
    post(inbox, standby(question("wamid.2", -5)), control_change("control_passed", -1))
    assert not Message.objects.held().exists()
    assert send_message(conversation, Draft(author=None, content="On"), by=BY).status == "queued"
