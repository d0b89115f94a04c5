"""A phone number that is typed into a search of the admin, in any spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.database.admin.conftest import Scenario, text
from tests.factories import from_customer
from tests.payloads.typed_numbers import SAME_PERSON

pytestmark = pytest.mark.django_db
Browse = Callable[[str], Client]


def test_number_is_found_in_every_spelling(
    browse: Browse, scenario: Scenario, subtests: pytest.Subtests
) -> None:
    from_customer(scenario.mine, phone="447700900991", name="Nia Found")
    from_customer(scenario.mine, phone="447700900881", name="Somebody Else")
    client = browse("admin")
    for url in map(
        reverse, ("admin:messaging_contact_changelist", "admin:messaging_conversation_changelist")
    ):
        for typed in [*SAME_PERSON, "07700900991", "900991", "7700 900 991"]:
            with subtests.test(url=url, typed=typed):
                page = text(client.get(url, {"q": typed}))
                assert "Nia Found" in page
                assert "Somebody Else" not in page
