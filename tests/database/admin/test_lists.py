"""What lists cost, and what makes them live."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from messaging.admin.kit.base import LIVE_ENTRY
from messaging.models import Contact, FeedHead, Inbox, Label, Message, Team
from tests.database.admin.conftest import Scenario, furnish, list_url, page_url, text
from tests.factories import an_agent

Browse = Callable[[str], Client]

LISTS = [
    "messaging_message",
    "messaging_conversation",
    "messaging_contact",
    "messaging_inbox",
    "messaging_webhookcall",
    "messaging_outboxlane",
    "messaging_feedevent",
    "messaging_feedhead",
    "messaging_follower",
    "messaging_measurement",
    "messaging_agent",
    "messaging_team",
    "messaging_label",
    "messaging_template",
    "messaging_cannedresponse",
    "messaging_savedview",
    "messaging_attachment",
    "messaging_inboxnotice",
    "messaging_job",
]
# The most that one list may ask, session and figures of the date hierarchy included.
MOST_QUERIES = 16


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def crowd(scenario: Scenario) -> None:
    """Many more rows of everything, with everything that hangs on them."""
    label = Label.objects.get()
    for number in range(12):
        furnish(scenario.mine, f"lamp{number}", f"4477009010{number:02}", author=scenario.admin)
        an_agent(inboxes=[scenario.mine, scenario.theirs])
        team = Team.objects.create(name=f"Team {number}")
        team.agents.add(scenario.agent, scenario.admin)
    for conversation in scenario.mine.conversations.all():
        conversation.labels.add(label)
        conversation.assignee, conversation.team = scenario.agent, Team.objects.first()
        conversation.save(update_fields=["assignee", "team"])


def test_a_list_costs_the_same_however_many_rows(browse: Browse, scenario: Scenario) -> None:
    client = browse("admin")
    few = {model: queries(client, list_url(model)) for model in LISTS}
    crowd(scenario)
    many = {model: queries(client, list_url(model)) for model in LISTS}
    for model in LISTS:
        assert many[model] <= few[model] + 1, model  # the date hierarchy may need one more level
        assert many[model] <= MOST_QUERIES, model


def test_customers_without_a_name_cost_no_query_each(browse: Browse, scenario: Scenario) -> None:
    crowd(scenario)
    client = browse("admin")
    models = ("messaging_contact", "messaging_conversation", "messaging_message", "messaging_outboxlane")
    named = {model: queries(client, list_url(model)) for model in models}
    Contact.objects.update(name="")
    for model in models:
        assert queries(client, list_url(model)) == named[model], model
        assert 'title="+447700' in text(client.get(list_url(model))), model


def test_a_customer_without_a_name_is_called_by_the_address_they_use(scenario: Scenario) -> None:
    contact = Contact.objects.create()
    assert str(contact) == f"Contact {contact.pk}"
    now = timezone.now()
    kinds = [("bsuid", "US.1"), ("phone", "15550100001"), ("phone", "15550100002")]
    left = {"15550100001": {"left_at": now, "last_seen_at": now}}
    for kind, value in kinds:
        contact.addresses.create(transport="whatsapp_cloud", kind=kind, value=value, **left.get(value, {}))
        assert str(contact) == ("+15550100002" if value == "15550100002" else "US.1")
    contact.name = "Ann"
    assert str(contact) == "Ann"


def test_a_long_name_is_whole_where_somebody_points_at_it(browse: Browse, scenario: Scenario) -> None:
    """The style sheet cuts it to a width."""
    long = "Wolfeschlegelsteinhausenbergerdorff " * 5
    Contact.objects.update(name=long.strip())
    for model in ("messaging_contact", "messaging_conversation", "messaging_message", "messaging_outboxlane"):
        shown = text(browse("admin").get(list_url(model)))
        assert f'<bdi class="person" title="{long.strip()}">{long.strip()}</bdi>' in shown, model


def test_a_long_list_has_pages_of_fifty(browse: Browse, scenario: Scenario) -> None:
    crowd(scenario)
    changelist = browse("admin").get(list_url("messaging_message")).context["cl"]
    assert len(changelist.result_list) == 50
    assert changelist.full_result_count is None


def live(page: object) -> dict[str, str] | None:
    return page.context.get("live")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("model", "kinds"),
    [
        ("messaging_message", "message"),
        ("messaging_conversation", "conversation message"),
        ("messaging_contact", "contact conversation.created"),
        ("messaging_outboxlane", "message"),
        ("messaging_feedevent", "*"),
        ("messaging_feedhead", "*"),
    ],
)
def test_live_lists_say_where_the_feeds_stood(
    browse: Browse, scenario: Scenario, model: str, kinds: str
) -> None:
    page = browse("supervisor").get(list_url(model))
    found = live(page)
    assert found is not None
    assert found["kinds"] == kinds
    heads = {str(head.pk): {"epoch": head.epoch, "seq": head.seq} for head in FeedHead.objects.all()}
    assert json.loads(found["since"]) == heads
    assert sorted(json.loads(found["inboxes"])) == sorted(Inbox.objects.values_list("pk", flat=True))
    assert '<div id="live-admin" hidden data-inboxes="[' in text(page)


def test_an_agent_listens_to_their_inboxes_only(browse: Browse, scenario: Scenario) -> None:
    found = live(browse("agent").get(list_url("messaging_message")))
    assert found is not None
    assert json.loads(found["inboxes"]) == [scenario.mine.pk]
    assert list(json.loads(found["since"])) == [str(scenario.mine.pk)]


def test_positions_are_read_before_the_rows(browse: Browse, scenario: Scenario) -> None:
    client = browse("agent")
    with CaptureQueriesContext(connection) as asked:
        client.get(list_url("messaging_message"))
    statements = [query["sql"] for query in asked]
    position = next(place for place, sql in enumerate(statements) if FeedHead._meta.db_table in sql)
    rows = next(place for place, sql in enumerate(statements) if f'FROM "{Message._meta.db_table}"' in sql)
    assert position < rows


def test_lists_that_are_not_live_say_nothing(browse: Browse) -> None:
    for model in ("messaging_team", "messaging_label", "messaging_agent"):
        assert live(browse("admin").get(list_url(model))) is None


def test_without_a_build_the_list_is_there_all_the_same(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_vite.core.asset_loader import DjangoViteAssetLoader
    from django_vite.core.exceptions import DjangoViteAssetNotFoundError

    def missing(self: object, path: str, app: str) -> str:
        assert path == LIVE_ENTRY
        raise DjangoViteAssetNotFoundError(path)

    monkeypatch.setattr(DjangoViteAssetLoader, "generate_vite_asset", missing)
    page = browse("admin").get(list_url("messaging_message"))
    assert page.status_code == 200
    assert live(page)["script"] == ""  # type: ignore[index]


def test_pages_keep_the_strict_policy(browse: Browse) -> None:
    """No inline style or script anywhere, and the policy that forbids them."""
    client = browse("admin")
    pages = [client.get(reverse(f"admin:{name}")) for name in ("index", "messaging_message_send")]
    for model in LISTS:
        found = client.get(list_url(model))
        pages += [found, client.get(page_url(model, found.context["cl"].result_list[0].pk))]
    for page in pages:
        assert "default-src 'self'" in page["Content-Security-Policy"]
        for forbidden in (" style=", "<style", " onclick=", "<script>"):
            assert forbidden not in text(page), page.request["PATH_INFO"]
