"""How lists say how long they are, where to count them would take longer than to show a page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from messaging.admin.kit import counting
from messaging.models import Contact

pytestmark = pytest.mark.django_db
LIST = "/admin/messaging/contact/"


@pytest.fixture(autouse=True)
def contacts() -> None:
    Contact.objects.bulk_create(Contact(name=f"Contact {number}") for number in range(120))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE messaging_contact")


def paginator(client: Client, **query: str) -> counting.LargePaginator:
    found: counting.LargePaginator = client.get(LIST, query).context["cl"].paginator
    return found


def test_a_few_are_counted(admin_client: Client) -> None:
    assert paginator(admin_client).count_shown == "120"
    assert "120 contacts" in admin_client.get(LIST).content.decode()
    assert paginator(admin_client, blocked__exact="1").count_shown == "0"


def test_nobody_counts_further_than_pages_reach(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_PAGED", 100)
    found = paginator(admin_client, blocked__exact="0")
    assert (found.count_shown, found.num_pages, found.is_cut) == ("more than 100", 2, True)
    assert "filters lead further" in admin_client.get(LIST, {"blocked__exact": "0"}).content.decode()


@pytest.mark.engine("postgresql")
def test_what_is_dear_to_count_is_guessed(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "CHEAP", 0)
    found = paginator(admin_client)
    # A guess may be far too low: no row is without a page because of it, nor without the sentence.
    assert (found.count_shown, found.num_pages, found.is_cut) == ("about 120", counting.MOST_PAGED / 50, True)
    Contact.objects.filter(name="Contact 7").update(blocked=True)
    few = paginator(admin_client, blocked__exact="1")
    assert (few.count_shown, few.num_pages, few.is_cut) == ("1", 1, False)


@pytest.mark.engine("sqlite")
def test_ids_tell_how_many_there_are(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Contact.objects.create(pk=2_000_000, name="The last one")
    assert paginator(admin_client).count_shown == "about 2,000,000"


@pytest.mark.engine("sqlite")
def test_counting_is_given_up(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PATIENCE", -1)
    monkeypatch.setattr("messaging.statement_limits.STEPS", 1)
    assert paginator(admin_client, blocked__exact="0").count_shown == "many"
    assert Contact.objects.count() == 120


def test_a_time_leads_to_what_pages_do_not_reach(admin_client: Client) -> None:
    last_march = timezone.now().replace(year=timezone.now().year - 1, month=3, day=15)
    (old,) = Contact.objects.filter(name="Contact 7")
    Contact.objects.filter(pk=old.pk).update(created_at=last_march)
    links = {
        choice["display"]: choice["query_string"]
        for spec in admin_client.get(LIST).context["cl"].filter_specs
        for choice in spec.choices(admin_client.get(LIST).context["cl"])
    }
    found = admin_client.get(LIST + links[f"{last_march:%Y}"]).context["cl"]
    assert [one.pk for one in found.result_list] == [old.pk]
    assert [choice["display"] for choice in found.filter_specs[1].choices(found) if choice["selected"]] == [
        f"{last_march:%Y}"
    ]
    older = next(name for name in links if name.startswith("Before "))
    assert admin_client.get(LIST + links[older]).context["cl"].result_count == 0
