"""The admin as an operator reads it: links that lead somewhere, one name for everything, the state first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.actions.conversation import Named, NoteDraft, add_note, assign_conversation
from messaging.actions.people import create_api_token
from messaging.models import Conversation, Team
from tests.database.admin.conftest import Scenario, list_url, page_url, text
from tests.database.admin.test_lists import LISTS
from tests.factories import BY

Browse = Callable[[str], Client]
LINK = re.compile(r'href="(/admin/[^"#]*)"')
# What logs out, or is asked for by other pages alone.
ELSEWHERE = re.compile(r"/admin/(logout|jsi18n|password_change)/")
ALL = [*LISTS, "knox_authtoken", "axes_accessattempt"]


@pytest.fixture
def furnished(scenario: Scenario) -> Scenario:
    """With what the pages of a plain agent could link: an owner, a team, a note, a token, a failed login."""
    team = Team.objects.get()
    for conversation in Conversation.objects.filter(inbox=scenario.mine):
        assign_conversation(conversation, scenario.agent, by=BY)
        Conversation.objects.filter(pk=conversation.pk).update(team=team)
        draft = NoteDraft(scenario.supervisor, "Look @Night shift", [Named("team", team.pk)])
        add_note(conversation, draft, by=BY)
    create_api_token(scenario.agent, by=BY)
    AccessAttempt.objects.create(username="guess", failures_since_start=5, attempt_time=timezone.now())
    return scenario


def rows(client: Client, model: str) -> list[str]:
    """The list and the pages of its first rows, where the role sees the list at all."""
    found = client.get(list_url(model))
    if found.status_code != 200:
        return []
    shown = found.context["cl"].result_list[:3]
    has_pages = admin.site._registry[found.context["cl"].model].list_display_links is not None
    pages = [page_url(model, row.pk) for row in shown] if has_pages else []
    return [list_url(model), *pages]


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_no_link_leads_where_the_role_may_not_go(browse: Browse, furnished: Scenario, role: str) -> None:
    client = browse(role)
    pages = [reverse("admin:index"), *(page for model in ALL for page in rows(client, model))]
    led: dict[str, str] = {}
    for page in pages:
        for link in LINK.findall(text(client.get(page))):
            led.setdefault(link.replace("&amp;", "&"), page)
    refused = {
        link: page
        for link, page in led.items()
        if not ELSEWHERE.match(link) and client.get(link).status_code not in {200, 302}
    }
    assert refused == {}


def test_a_plain_agent_reads_whose_and_where_without_links(browse: Browse, furnished: Scenario) -> None:
    conversation = Conversation.objects.get(inbox=furnished.mine)
    page = text(browse("agent").get(page_url("messaging_conversation", conversation.pk)))
    for word in (furnished.mine.name, str(furnished.agent), "Night shift"):
        assert word in page
    assert "/admin/messaging/inbox/" not in page


LIBRARIES = ("knox", "axes", "support desk", "auth token", "access attempt", "is default", "staff status")


def test_one_name_for_everything(browse: Browse, furnished: Scenario) -> None:
    """Which library wrote a list is nothing to an operator, nor what a column is called in a program."""
    client = browse("admin")
    pages = [reverse("admin:index"), *(page for model in ALL for page in rows(client, model))]
    pages.append(reverse("admin:knox_authtoken_add"))
    for page in pages:
        shown = text(client.get(page))
        read = re.sub(r"<[^>]*>", " ", shown).lower()
        for name in LIBRARIES:
            assert name not in read, page
        assert "Support console</title>" in re.sub(r"\s+", " ", shown), page


@pytest.mark.parametrize("model", ALL)
def test_no_cell_says_none(browse: Browse, furnished: Scenario, model: str) -> None:
    client = browse("admin")
    for page in rows(client, model):
        cells = re.findall(
            r"<(?:td|th|div)[^>]*>\s*(None|\{\}|\[\]|null)\s*</(?:td|th|div)>", text(client.get(page))
        )
        assert cells == [], page


# Of a list without a state of its own: what it is about.
FIRST = {
    "messaging_message": "status",
    "messaging_conversation": "status",
    "messaging_inbox": "health",
    "messaging_webhookcall": "state",
    "messaging_outboxlane": "waiting",
    "messaging_template": "status",
    "messaging_agent": "account",
    "messaging_cannedresponse": "scope",
    "messaging_savedview": "scope",
    "messaging_inboxnotice": "level",
    "messaging_attachment": "state",
    "messaging_job": "state",
    "knox_authtoken": "state",
    "axes_accessattempt": "state",
}


@pytest.mark.parametrize(("model", "state"), FIRST.items())
def test_the_state_comes_first(browse: Browse, furnished: Scenario, model: str, state: str) -> None:
    client = browse("admin")
    page = client.get(list_url(model))
    changelist = page.context["cl"]
    first = next(one for one in changelist.list_display if one != "action_checkbox")
    described = getattr(changelist.model_admin, first, None)
    assert getattr(described, "short_description", first) == state
    if not changelist.result_list or changelist.model_admin.list_display_links is None:
        return
    row = page_url(model, changelist.result_list[0].pk)
    fields = client.get(row).context["adminform"].fieldsets[0][1]["fields"]
    label = getattr(getattr(changelist.model_admin, str(fields[0]), None), "short_description", fields[0])
    # On a conversation's page it is a field to change, after whom it is about.
    assert label == state or state in fields[:3], (row, fields)


@pytest.mark.parametrize("model", ALL)
def test_links_of_dates_are_folded(browse: Browse, furnished: Scenario, model: str) -> None:
    page = browse("admin").get(list_url(model))
    assert page.context["cl"].date_hierarchy is None
    for opened, inside in re.findall(
        r'<details data-filter-title="[^"]*"( open)?>(.*?)</details>', text(page), re.DOTALL
    ):
        assert not (opened and inside.count("<li") > 8)


@pytest.mark.parametrize("model", ALL)
def test_no_choice_of_a_filter_is_a_dash(browse: Browse, furnished: Scenario, model: str) -> None:
    page = text(browse("admin").get(list_url(model)))
    assert not re.findall(r"<details data-filter-title.*?>\s*\u2013\s*</a>.*?</details>", page, re.DOTALL)


def test_a_chosen_date_is_not_folded(browse: Browse, furnished: Scenario) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    page = browse("admin").get(list_url("messaging_message"), {"timestamp__gte": today.isoformat()})
    shown = text(page)
    details = next(part for part in shown.split("<details")[1:] if "Past 7 days" in part)
    assert details.split(">")[0].endswith(" open")
