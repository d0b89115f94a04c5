"""What the search of the list finds, and what it leaves alone. The same on SQLite and PostgreSQL."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.models import Contact, Inbox
from messaging.transports.base import Identity
from tests.factories import an_agent, an_inbox, from_customer
from tests.payloads.typed_numbers import SAME_PERSON

pytestmark = pytest.mark.django_db

# Name, last line, phone, username.
PEOPLE = [
    ("Amelia Hart", "Is the lamp in stock?", "447700900112", "amelia.h"),
    ("Lucía Pérez", "¿Cuándo llega?", "34600111222", ""),
    ("Søren Łukasz", "Tak for hjælpen 🙂", "4520123456", ""),
    ("Дмитрий", "Спасибо, всё пришло", "79161234567", ""),
    ("Zoe\u0301 Stone", "100% sure_ly (order 77-31)", "15550107777", ""),
    ("", "Hi", "491701234567", ""),
]


@pytest.fixture
def people(inbox: Inbox) -> None:
    for name, line, phone, username in PEOPLE:
        contact = from_customer(inbox, line, phone, name=name).conversation.contact
        Contact.objects.filter(pk=contact.pk).update(name=name, username=username)
    identities = (Identity("phone", "819012345678"), Identity("bsuid", "JP.1349120000112"))
    from_customer(inbox, "Konnichiwa", identities=identities, name="山田太郎")
    # Written without an action, so without the index.
    call_command("rebuild_search_index", stdout=StringIO())


def found(api: Client, text: str) -> list[str]:
    rows = api.get("/api/conversations/", {"q": text}).json()["results"]
    return [row["contact"]["name"] for row in rows]


AMELIA, LUCIA, SOREN, DMITRI, ZOE, NAMELESS = (name for name, *_ in PEOPLE)


def test_what_a_text_finds(subtests: pytest.Subtests, api: Client, people: None) -> None:
    for text, names in [
        # Every word somewhere, in any order.
        ("hart amelia", [AMELIA]),
        ("amelia LAMP", [AMELIA]),
        ("amelia stone", []),
        ("zzqq 7", []),
        ("@Amelia.h", [AMELIA]),
        # Case and accents, theirs or ours.
        ("LUCÍA", [LUCIA]),
        ("lucia perez", [LUCIA]),
        ("Lucìa", [LUCIA]),
        ("CUANDO", [LUCIA]),
        ("soren lukasz", [SOREN]),
        ("SØREN", [SOREN]),
        ("дмитрии", [DMITRI]),
        ("ПРИШЛО", [DMITRI]),
        ("zoe", [ZOE]),
        ("Zoë", [ZOE]),
        ("山田", ["山田太郎"]),
        ("🙂", [SOREN]),
        # Signs mean nothing.
        ("100%", [ZOE]),
        ("sure_ly", [ZOE]),
        ("s_re", []),
        (".", []),
        ("(order", [ZOE]),
        ("[a", []),
        ("77-31)", [ZOE]),
        # Numbers as people write them.
        ("447700900112", [AMELIA]),
        ("+44 7700 900112", [AMELIA]),
        ("07700 900112", [AMELIA]),
        ("+44 (0)7700 900-112", [AMELIA]),
        ("0044 7700.900112", [AMELIA]),
        ("900112", [AMELIA]),
        ("112 900", []),
        ("hart 900112", [AMELIA]),
        ("stone 900112", []),
        ("hart 11", []),
        ("0", []),
        ("10", [ZOE]),
        ("170 123", [NAMELESS]),
        ("1349120000112", ["山田太郎"]),
        ("jp.1349120000112", ["山田太郎"]),
    ]:
        with subtests.test(text=text, names=names):
            assert found(api, text) == names


def test_number_is_found_in_every_spelling(
    subtests: pytest.Subtests, api: Client, people: None, inbox: Inbox
) -> None:
    from_customer(inbox, "Hi", "447700900991", name="Nia")
    from_customer(inbox, "Oi", "551187654321", name="Bia")
    for text in [*SAME_PERSON, "07700900991", "(07700) 900991", "900991", "7700 900 991", "+44 7700 9009 91"]:
        with subtests.test(text=text):
            assert found(api, text) == ["Nia"]
    for text in ["+55 11 98765-4321", "5511987654321", "551187654321"]:
        with subtests.test(text=text):
            assert found(api, text) == ["Bia"]


def test_no_text_is_too_much(subtests: pytest.Subtests, api: Client, people: None) -> None:
    for text in [
        "x" * 5000,
        "é" * 200,
        "a é " * 3000,
        "(" * 300,
        "\\",
        "[[:alpha:]]",
        "***=x",
        "(?i)",
        "\u0301",
        "9" * 400,
    ]:
        with subtests.test(text=text):
            assert api.get("/api/conversations/", {"q": text}).status_code == 200


def test_pages_of_a_search_follow_each_other(api: Client, inbox: Inbox) -> None:
    """Keyset pages; a contact with two addresses that fit is there once."""
    made = []
    for n in range(7):
        identities = (Identity("phone", f"4477009001{n:02}"), Identity("phone", f"4477009002{n:02}"))
        made.append(from_customer(inbox, identities=identities, name="José Díaz").conversation_id)
        from_customer(inbox, phone=f"15550100{n:03}", name="Somebody else")
    for text in ("diaz jose", "07700 900"):
        page = api.get("/api/conversations/", {"q": text, "page_size": 3}).json()
        seen = [row["id"] for row in page["results"]]
        while page["next"]:
            page = api.get(page["next"]).json()
            seen += [row["id"] for row in page["results"]]
        assert seen == made[::-1], text


def test_what_a_search_costs_does_not_grow_with_its_words(api: Client, people: None) -> None:
    def cost(**asked: str) -> int:
        with CaptureQueriesContext(connection) as done:
            assert api.get("/api/conversations/", asked).status_code == 200
        return len(done)

    assert cost(q="amelia hart lamp stock") == cost(q="amelia lamp")
    # The agent's inboxes; the contacts that its words name and their conversations; messages of two months, four and
    # all; contacts; labels that begin so.
    besides = 8
    assert cost(q="amelia lamp") <= cost() + besides + time_limit_statements()


def time_limit_statements() -> int:
    """The savepoint, which a test's own transaction makes of a transaction, and three about the limit."""
    return 5 if connection.vendor == "postgresql" else 0


def contacts(api: Client, text: str) -> list[str]:
    return [row["name"] for row in api.get("/api/contacts/", {"q": text}).json()["results"]]


def test_contacts_are_found_by_name_and_by_number(
    subtests: pytest.Subtests, api: Client, people: None, inbox: Inbox
) -> None:
    from_customer(inbox, "Hi", "447700900991", name="Nia")
    for text, names in [
        ("hart amelia", [AMELIA]),
        ("lucia", [LUCIA]),
        ("@amelia.h", [AMELIA]),
        ("stone 0107777", [ZOE]),
        ("amelia stone", []),
        ("lamp", []),  # what somebody wrote is the conversation's
        ("jp.1349120000112", ["山田太郎"]),
        ("112 900", []),
        *((spelling, ["Nia"]) for spelling in SAME_PERSON),
        ("07700 900991", ["Nia"]),
        ("(?i)", []),
    ]:
        with subtests.test(text=text):
            assert contacts(api, text) == names
    assert len(contacts(api, " ")) == len(PEOPLE) + 2


def test_a_search_shows_nobody_of_an_inbox_that_the_agent_does_not_see(api: Client, people: None) -> None:
    from_customer(an_inbox(an_agent()), "Hi", "447700900991", name="Nia")
    assert (contacts(api, "nia"), contacts(api, "+447700900991")) == ([], [])
    assert contacts(api, "amelia") == [AMELIA]


def test_pages_of_found_contacts_follow_each_other(api: Client, inbox: Inbox) -> None:
    for n in range(5):
        identities = (Identity("phone", f"4477009001{n:02}"), Identity("phone", f"4477009002{n:02}"))
        from_customer(inbox, identities=identities, name=f"José {n}")
    page = api.get("/api/contacts/", {"q": "07700 900", "page_size": 2}).json()
    seen = [row["name"] for row in page["results"]]
    while page["next"]:
        page = api.get(page["next"]).json()
        seen += [row["name"] for row in page["results"]]
    assert seen == [f"José {n}" for n in range(4, -1, -1)]
