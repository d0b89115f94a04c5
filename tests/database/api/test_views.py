"""How many conversations views have, at which position of the feed; and views that agents save."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.conversation import mark_unread, update_conversation
from messaging.actions.outgoing import Draft, send_message
from messaging.api.kit import actor_of
from messaging.feed import positions
from messaging.listing import count_conversations, counted_views
from messaging.listing.filters import ConversationFilter
from messaging.models import Agent, Conversation, FeedHead, Inbox, Label, SavedView, Team
from tests.database.many_rows import write_many_rows
from tests.database.test_plans import read_whole
from tests.engines import seeds
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


def ask(client: Client, method: str, path: str, **body: Any) -> Any:
    call = getattr(client, method)
    if method == "get":
        return call(f"/api/{path}")
    return call(f"/api/{path}", body, content_type="application/json")


def counts(client: Client) -> dict[str, int]:
    found: dict[str, int] = ask(client, "get", "conversations/counts").json()["counts"]
    return found


def listed(client: Client, query: str) -> int:
    return len(ask(client, "get", f"conversations/?{query}&page_size=200").json()["results"])


def test_counts_are_what_the_lists_have(api: Client, inbox: Inbox, agent: Agent) -> None:
    team, vip = Team.objects.create(name="Returns"), Label.objects.create(name="VIP")
    tomorrow = timezone.now() + timedelta(days=1)
    changes: list[dict[str, Any]] = [
        {"assignee": agent},
        {"assignee": agent, "team": team, "priority": "urgent"},
        {"labels": [vip]},
        {"status": "snoozed", "snoozed_until": tomorrow},
        {"status": "pending", "team": team},
        {"status": "resolved"},
        {},
    ]
    for number, change in enumerate(changes):
        conversation = from_customer(inbox, phone=f"44770090030{number}").conversation
        update_conversation(conversation, change, by=BY)
    send_message(Conversation.objects.order_by("pk")[0], Draft(author=agent, content="Hi"), by=BY)
    from_customer(an_inbox(), phone="447700900399")  # another's
    views = {
        "urgent": {"priority": ["urgent"], "status": ["open"], "assignee": "me"},
        "vip": {"label": "VIP", "view": "waiting", "unread": True},
    }
    saved = {
        name: ask(api, "post", "views", name=name, filters=filters).json()["id"]
        for name, filters in views.items()
    }
    assert counts(api) == {
        "view:all": listed(api, "status=open"),
        "view:mine": listed(api, "view=mine&status=open"),
        "view:unassigned": listed(api, "view=unassigned&status=open"),
        "view:waiting": listed(api, "view=waiting&status=open"),
        "view:snoozed": 1,
        "view:pending": 1,
        "view:mentions": 0,
        "unread:mine": listed(api, "view=mine&status=open&unread=true"),
        "unread:unassigned": listed(api, "view=unassigned&status=open&unread=true"),
        f"inbox:{inbox.pk}": 4,
        f"team:{team.pk}": 1,
        f"saved:{saved['urgent']}": 1,
        f"saved:{saved['vip']}": 1,
    }
    assert counts(api)["view:all"] == 4
    assert counts(api)["view:mine"] == 2
    assert counts(api)["view:waiting"] == 3
    assert counts(api)["unread:unassigned"] == 2


def test_counts_take_few_statements_and_end_somewhere(
    api: Client, inbox: Inbox, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.listing.counts.MOST_COUNTED", 2)
    for number in range(3):
        from_customer(inbox, phone=f"44770090030{number}")
        ask(api, "post", "views", name=f"View {number}", filters={"view": "waiting"})
        Team.objects.create(name=f"Team {number}")
    with CaptureQueriesContext(connection) as caught:
        assert counts(api)["view:all"] == 2
    assert len([one for one in caught.captured_queries if one["sql"].startswith(("SELECT", "WITH"))]) <= 6


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_counts_are_one_short_statement_however_many_inboxes_there_are(client: Client, role: str) -> None:
    first = an_inbox()
    more = Inbox.objects.bulk_create(
        Inbox(name=f"Inbox {number}", address=f"+1557{number:07}", route=f"many-{number}")
        for number in range(600)
    )
    FeedHead.objects.bulk_create(FeedHead(inbox=one, seq=5) for one in more)
    inboxes = [first, *more, an_inbox()]
    agent = an_agent(role, inboxes=inboxes)
    team = Team.objects.create(name="Returns")
    views = [
        SavedView(name=str(number), filters={"unread": True, "status": ["open"]}) for number in range(50)
    ]
    saved = SavedView.objects.bulk_create(views)[0]
    hidden = an_inbox()
    for number, inbox in enumerate([inboxes[0], inboxes[0], inboxes[-1], hidden]):
        conversation = from_customer(inbox, phone=f"44770090030{number}").conversation
        update_conversation(conversation, {"team": team}, by=BY)
    client.force_login(agent)
    with CaptureQueriesContext(connection) as caught:
        answer = ask(client, "get", "conversations/counts").json()
    found, seen = answer["counts"], 4 if role == "supervisor" else 3
    names = ("view:all", "view:waiting", "view:mine", f"team:{team.pk}", f"saved:{saved.pk}")
    assert [found[name] for name in names] == [seen, seen, 0, seen, seen]
    assert {name: number for name, number in found.items() if name.startswith("inbox:") and number} == {
        f"inbox:{inboxes[0].pk}": 2,
        f"inbox:{inboxes[-1].pk}": 1,
    } | ({f"inbox:{hidden.pk}": 1} if role == "supervisor" else {})
    heads = positions.heads([*(one.pk for one in inboxes), *([hidden.pk] if role == "supervisor" else [])])
    assert answer["feed"] == {str(pk): {"epoch": head.epoch, "seq": head.seq} for pk, head in heads.items()}
    statements = [one["sql"] for one in caught.captured_queries if one["sql"].startswith(("SELECT", "WITH"))]
    assert len(statements) <= 6
    (counting,) = [sql for sql in statements if sql.startswith("WITH")]
    # The inboxes stand in it once, not in each of its branches.
    assert len(counting) < 50_000
    assert counting.count("UNION ALL") < 100


def test_a_view_that_no_index_serves_has_no_count_where_too_much_goes_on(
    api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = [
        {"label": "VIP"},
        {"undelivered": True},
        {"priority": ["urgent"]},
        {"unread": True},
        {"assignee": "me"},
    ]
    names = [
        f"saved:{ask(api, 'post', 'views', name=str(number), filters={'status': ['open'], **one}).json()['id']}"
        for number, one in enumerate(views)
    ]
    monkeypatch.setattr("messaging.listing.counts.MOST_COUNTED", 2)
    for number in range(2):
        conversation = from_customer(inbox, phone=f"44770090030{number}").conversation
    assert [counts(api).get(name) for name in names] == [0, 0, 0, 2, 0]
    from_customer(inbox, phone="447700900309")
    assert [counts(api).get(name) for name in names] == [None, None, None, None, 0]
    # What others see, and what is resolved, costs this agent nothing.
    update_conversation(conversation, {"status": "resolved"}, by=BY)
    from_customer(an_inbox(), phone="447700900308")
    assert [counts(api).get(name) for name in names] == [0, 0, 0, 2, 0]


def test_an_agent_without_an_inbox_has_nothing_to_count(client: Client) -> None:
    client.force_login(an_agent())
    answer = ask(client, "get", "conversations/counts").json()
    assert set(answer["counts"].values()) == {0}
    assert answer["feed"] == {}


# --- what events make of them ---------------------------------------------------------------

COUNTED = ("view:mine", "view:unassigned", "view:waiting", "view:snoozed", "view:pending", "view:all")


def fits(conversation: dict[str, Any], name: str, agent: Agent) -> bool:
    """The same question as the server's, of a resource."""
    view, assignee, status = name.partition(":")[2], conversation["assignee"], conversation["status"]
    if view in {"snoozed", "pending"}:
        return bool(status == view)
    found = {
        "mine": assignee is not None and assignee["id"] == agent.pk,
        "unassigned": assignee is None,
        "waiting": conversation["waiting_since"] is not None,
        "all": True,
    }
    return bool(status == "open" and found[view])


def shake(rng: random.Random, inbox: Inbox, agents: list[Agent]) -> None:
    """Let something happen to one of a few conversations."""
    rows = list(Conversation.objects.filter(inbox=inbox).order_by("pk"))
    agents = [one for one in agents if inbox in one.inboxes.all()]
    kind = rng.randrange(5) if rows else 0
    if kind == 0:
        from_customer(inbox, phone=f"44770090030{rng.randrange(8)}")
        return
    conversation = rng.choice(rows)
    if kind == 1:
        draft = Draft(author=rng.choice([None, *agents]), content="Hi")
        send_message(conversation, draft, by=BY)
    elif kind == 2:
        mark_unread(conversation, by=BY)
    elif kind == 3:
        update_conversation(
            conversation, {"assignee": rng.choice([None, *agents])}, was=conversation.assignee_id, by=BY
        )
    else:
        status = rng.choice(["open", "pending", "snoozed", "resolved"])
        change: dict[str, Any] = {"status": status}
        if status == "snoozed":
            change["snoozed_until"] = timezone.now() + timedelta(hours=1)
        if status == "resolved" or conversation.status != "resolved":
            update_conversation(conversation, change, by=BY)


@pytest.mark.parametrize("seed", seeds(4))
def test_counts_and_the_events_after_them_are_the_counts_of_later(
    api: Client, inbox: Inbox, agent: Agent, seed: int
) -> None:
    """Of an agent who sees two of many inboxes, in which as much happens."""
    rng, second = random.Random(seed), an_inbox(agent)
    inboxes = [inbox, second, an_inbox(), an_inbox()]
    agents = [agent, an_agent(inboxes=inboxes)]
    for _ in range(20):
        shake(rng, rng.choice(inboxes), agents)
    begun = ask(api, "get", "conversations/counts").json()
    for _ in range(120):
        shake(rng, rng.choice(inboxes), agents)
    kept, since = begun["counts"], begun["feed"]
    assert since.keys() == {str(inbox.pk), str(second.pk)}
    for event in (one for pk, at in since.items() for one in positions.since(int(pk), at["seq"])):
        if event.kind.startswith("conversation."):
            before = None if event.was is None else {**event.payload, **event.was}
            for name in COUNTED:
                kept[name] += fits(event.payload, name, agent)
                kept[name] -= before is not None and fits(before, name, agent)
    assert {name: kept[name] for name in COUNTED} == {name: counts(api)[name] for name in COUNTED}


@pytest.mark.engine("postgresql")
def test_no_count_reads_a_table_as_a_whole() -> None:
    write_many_rows()
    saved = [
        SavedView(pk=1, filters={"status": ["open"], "label": "label1", "unread": True}),
        SavedView(pk=2, filters={"status": ["open", "pending"], "undelivered": True, "priority": ["high"]}),
    ]
    pks, agent = list(Inbox.objects.values_list("pk", flat=True)), an_agent(username="counter")
    for sees_everything, inboxes in ((True, pks), (False, pks), (False, pks[:1])):
        with CaptureQueriesContext(connection) as caught:
            count_conversations(counted_views([1, 2], saved), agent, inboxes, sees_everything=sees_everything)
        (statement,) = caught.captured_queries
        assert read_whole([statement["sql"]]) == set()


# --- saved views ----------------------------------------------------------------------------


@pytest.fixture
def boss(inbox: Inbox) -> Client:
    client = Client()
    client.force_login(an_agent("supervisor"))
    return client


def test_a_view_is_saved_renamed_shared_and_deleted(api: Client, boss: Client, inbox: Inbox) -> None:
    filters = {
        "view": "waiting",
        "status": ["open", "pending"],
        "assignee": "me",
        "sort": "waiting",
        "q": "lamp",
    }
    made = ask(api, "post", "views", name="Lamps", filters=filters).json()
    assert (made["name"], made["scope"], made["filters"], made["editable"]) == (
        "Lamps",
        "personal",
        filters,
        True,
    )
    assert ask(boss, "get", "views").json()["results"] == []
    assert ask(boss, "patch", f"views/{made['id']}", name="Mine").status_code == 404
    # Only supervisors and admins share.
    assert ask(api, "patch", f"views/{made['id']}", scope="shared").status_code == 403
    assert ask(api, "post", "views", name="All", scope="shared", filters={}).status_code == 403
    assert ask(api, "patch", f"views/{made['id']}", name="Lights").json()["name"] == "Lights"
    shared = ask(boss, "post", "views", name="Lights", scope="shared", filters={"label": "VIP"}).json()
    assert [
        (one["name"], one["scope"], one["editable"]) for one in ask(api, "get", "views").json()["results"]
    ] == [
        ("Lights", "shared", False),
        ("Lights", "personal", True),
    ]
    assert ask(api, "delete", f"views/{shared['id']}").status_code == 403
    assert ask(boss, "patch", f"views/{shared['id']}", filters={"unread": True}).json()["filters"] == {
        "unread": True
    }
    before = positions.heads([inbox.pk])[inbox.pk].seq
    assert ask(boss, "delete", f"views/{shared['id']}").status_code == 204
    (event,) = positions.since(inbox.pk, before)
    assert (event.kind, event.payload) == (
        "saved_view.updated",
        {"id": shared["id"], "scope": None, "deleted": True},
    )


def test_a_view_is_changed_as_it_is_by_then(
    api: Client, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(happens: Callable[[], object], method: str, path: str, **body: Any) -> Any:
        """Let something happen between the request that has come and the action that it asks for."""

        def actor_then(request: Any) -> Any:
            monkeypatch.undo()
            happens()
            return actor_of(request)

        monkeypatch.setattr("messaging.api.saved_views.actor_of", actor_then)
        return ask(boss, method, path, **body)

    path = f"views/{ask(boss, 'post', 'views', name='A', scope='shared', filters={}).json()['id']}"
    row = late(lambda: ask(boss, "patch", path, filters={"unread": True}), "patch", path, name="B").json()
    assert (row["name"], row["filters"]) == ("B", {"unread": True})
    # By then it is somebody's own.
    owner = an_agent()
    for method, change in (("patch", {"name": "C"}), ("delete", {})):
        SavedView.objects.update(owner=None)
        answer = late(lambda: SavedView.objects.update(owner=owner), method, path, **change)
        assert answer.status_code == 404
    SavedView.objects.update(owner=None)
    assert late(lambda: SavedView.objects.all().delete(), "patch", path, name="C").status_code == 404
    assert not SavedView.objects.exists()


def test_a_name_stands_once_in_each_scope(api: Client, boss: Client) -> None:
    for client, scope in ((api, "personal"), (boss, "personal"), (boss, "shared")):
        assert ask(client, "post", "views", name="A", scope=scope, filters={}).status_code == 201
        refused = ask(client, "post", "views", name="A", scope=scope, filters={})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["name"])


@pytest.mark.parametrize(
    "filters",
    [{"view": "theirs"}, {"status": ["lost"]}, {"team": "me"}, {"assignee": 0}, {"inbox": "x"}, {"unread": "yes"},
     {"age": 3}, {"priority": "high"}, {"sort": "age"}],
)  # fmt: skip
def test_a_view_asks_for_nothing_that_a_list_does_not_know(api: Client, filters: dict[str, Any]) -> None:
    assert ask(api, "post", "views", name="A", filters=filters).status_code == 400


def test_a_personal_view_is_an_event_in_the_inboxes_of_its_owner_alone(api: Client, inbox: Inbox) -> None:
    other = an_inbox()
    heads = positions.heads([inbox.pk, other.pk])
    ask(api, "post", "views", name="A", filters={})
    assert [one.kind for one in positions.since(inbox.pk, heads[inbox.pk].seq)] == ["saved_view.updated"]
    assert positions.since(other.pk, heads[other.pk].seq) == []


def test_an_empty_filter_keeps_everything() -> None:
    assert not ConversationFilter(inbox=3).is_narrow
