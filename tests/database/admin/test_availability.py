"""Who is there, in the list of agents; and what an admin chooses for somebody who went home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from messaging.availability import BoardEntry, board
from messaging.models import Agent
from tests.database.admin.conftest import Scenario, form_of, list_url, page_url, text

Browse = Callable[[str], Client]
NAMES = ("ada", "alf", "sue")


@pytest.fixture
def _present(scenario: Scenario) -> Iterator[None]:
    """The agent has a console open in another process."""
    board().keep("elsewhere", 1, {scenario.agent.pk: BoardEntry("online", frozenset())})
    yield
    board().forget("elsewhere")


def badges(client: Client) -> dict[str, str]:
    """The availability of each agent, by the row of the list."""
    rows = [
        one for one in text(client.get(list_url("messaging_agent"))).split("<tr") if "field-username" in one
    ]
    return {name: next(_cell(row) for row in rows if f">{name}</a>" in row) for name in NAMES}


def _cell(row: str) -> str:
    """The availability in a row, in whatever column."""
    cell = re.search(r'field-availability_badge">(.*?)</td>', row, re.DOTALL)
    assert cell is not None
    return re.sub("<[^>]*>", "", cell[1])


@pytest.mark.usefixtures("_present")
def test_the_list_says_who_is_there(browse: Browse) -> None:
    assert badges(browse("admin")) == {"ada": "offline", "alf": "online", "sue": "offline"}


@pytest.mark.usefixtures("_present")
def test_an_admin_chooses_for_somebody(browse: Browse, scenario: Scenario) -> None:
    client, url = browse("admin"), page_url("messaging_agent", scenario.agent.pk)
    form = form_of(client.get(url))
    assert form["availability_choice"] == ["automatic"]
    assert client.post(url, {**form, "availability_choice": "away"}).status_code == 302
    assert Agent.objects.get(pk=scenario.agent.pk).availability_choice == "away"
    assert badges(client)["alf"] == "away"
