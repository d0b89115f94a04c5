"""Transactions that meet on PostgreSQL, where every statement sees what others committed a moment ago."""

from __future__ import annotations

import pytest

from tests.conftest import MakeSetup
from tests.proofs.children import prove
from tests.proofs.races import ROUNDS

pytestmark = pytest.mark.engine("postgresql")


def test_an_event_is_never_older_than_the_one_before_it(any_setup: MakeSetup) -> None:
    """Who waited for the inbox's counter shows what the faster one changed: consoles keep the last event."""
    assert prove(any_setup(), "races", "payload") == ["New Name", "urgent"]


def test_a_customer_who_is_met_twice_at_once_is_one_contact(any_setup: MakeSetup) -> None:
    found = prove(any_setup(), "races", "strangers")
    assert found == {"contacts": 1, "owners": 1, "names": 2}


def test_batches_about_the_same_customers_wait_for_each_other(any_setup: MakeSetup) -> None:
    """Without one order of locks they would be each other's deadlocks, a second and 64 commits each."""
    found = prove(any_setup(), "races", "batches")
    assert found == {"again": [], "failed": 0, "received": 2 * ROUNDS * 20}


def test_an_answer_that_waits_for_a_reply_goes_out_once(any_setup: MakeSetup) -> None:
    """However the replies and the holding of it meet: it neither goes twice nor stays behind."""
    once = {"waiting": 0, "queued": 1, "released": 1}
    waits = {"waiting": 1, "queued": 0, "released": 0}
    # With an open window, what came before it is no reply to it.
    assert prove(any_setup(), "races", "held") == [once, once, once, once, waits]


def test_what_is_due_goes_once(any_setup: MakeSetup) -> None:
    """However many processes find it, and not when somebody has just taken it back or put it off."""
    assert prove(any_setup(), "races", "scheduled") == [
        {"waiting": 0, "queued": 1, "released": 1},
        {"waiting": 0, "queued": 0, "released": 0},
        {"waiting": 1, "queued": 0, "released": 0},
    ]


def test_who_writes_while_two_become_one_reaches_the_one(any_setup: MakeSetup) -> None:
    """Whether the name that goes had a conversation or not."""
    once = {"stored": [{"messages": 1}], "contacts": 1, "running": 1, "there": 1}
    assert prove(any_setup(), "races", "merged") == [once, once]


def test_two_who_take_the_same_conversations_at_once_share_them(any_setup: MakeSetup) -> None:
    """In whatever order they name them: nobody waits for each other for ever, and each is told what the other has."""
    first, *others = prove(any_setup(), "races", "taken")
    assert first == [{"given": 20}, {"already_assigned": 20}]
    assert others == [{"owned as told": True, "all": 40}] * (ROUNDS - 1)


def test_two_admins_who_take_each_others_role_leave_one(any_setup: MakeSetup) -> None:
    """The second one waits, and then is the last."""
    assert prove(any_setup(), "races", "admins") == [{"left": 1, "refused": ["role"]}] * ROUNDS


def test_a_password_that_an_admin_resets_is_not_overwritten_with_what_was_checked_before(
    any_setup: MakeSetup,
) -> None:
    """The change waits for the reset, and looks again."""
    found = prove(any_setup(), "races", "passwords")
    assert found == {"reset": True, "refused": ["invalid_credentials"]}


def test_a_bill_that_is_counted_anew_has_what_is_charged_meanwhile(any_setup: MakeSetup) -> None:
    """The lock of the inbox's counter is what both wait for."""
    assert prove(any_setup(), "races", "bills") == {"right": True, "messages": [2]}
