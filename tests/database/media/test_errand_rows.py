"""Errands' rows: claimed once, done once more when asked for meanwhile, taken over from the dead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.errands import ask
from messaging.delivery import errand_rows
from messaging.models import Errand, Inbox
from tests.desk import an_inbox

pytestmark = pytest.mark.django_db

READ, FETCH = Errand.Kind.MARK_READ, Errand.Kind.FETCH_MEDIA
ROOM = {READ: 8, FETCH: 4}


def asked(kind: Errand.Kind = READ, subject: int = 1, **data: Any) -> Errand:
    inbox = Inbox.objects.first() or an_inbox()
    ask(kind, subject, inbox=inbox, data=data)
    return Errand.objects.get(kind=kind, subject=subject)


def test_one_of_two_gets_it() -> None:
    asked()
    assert len(errand_rows.claim(ROOM)) == 1
    assert errand_rows.claim(ROOM) == []


def test_two_who_saw_it_at_once_do_not_both_get_it() -> None:
    errand = asked()
    assert len(errand_rows._take([errand], dict(ROOM))) == 1
    errand.lease_until = None
    assert errand_rows._take([errand], dict(ROOM)) == []


def test_the_longest_due_come_first_and_no_more_of_a_kind_than_there_is_room_for() -> None:
    for subject in range(6):
        asked(FETCH, subject)
    asked(READ, 99)
    claimed = errand_rows.claim({READ: 1, FETCH: 2})
    assert [(one.kind, one.subject) for one in claimed] == [(FETCH, 0), (FETCH, 1), (READ, 99)]


def test_a_kind_without_room_does_not_hide_the_others() -> None:
    for subject in range(errand_rows.LOOKED_AT + 1):
        asked(FETCH, subject)
    asked(READ, 99)
    assert [one.kind for one in errand_rows.claim({READ: 1, FETCH: 0})] == [READ]


def test_whoever_died_is_taken_over_when_the_lease_has_run_out() -> None:
    asked()
    [dead] = errand_rows.claim(ROOM)
    assert errand_rows.claim(ROOM) == []
    Errand.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    [heir] = errand_rows.claim(ROOM)
    assert heir.attempts == 2
    # The dead one was only slow: it has no say any more.
    assert errand_rows.renew(dead) is None
    errand_rows.finish(dead)
    errand_rows.later(dead, 0.0, "slow")
    assert Errand.objects.get().lease_until == heir.lease_until
    errand_rows.finish(heir)
    assert not Errand.objects.exists()


def test_a_single_owner_frees_what_a_crash_left() -> None:
    asked()
    errand_rows.claim(ROOM)
    assert errand_rows.release_all() == 1
    assert len(errand_rows.claim(ROOM)) == 1


@pytest.mark.parametrize("how", ["finish", "later", "again"])
def test_asked_for_again_meanwhile_it_is_due_once_more(how: str) -> None:
    asked(external_id="wamid.1")
    [errand] = errand_rows.claim(ROOM)
    asked(external_id="wamid.2")
    assert errand_rows.claim(ROOM) == [], "somebody is at it"
    if how == "finish":
        errand_rows.finish(errand)
    elif how == "later":
        errand_rows.later(errand, 600, "busy")
    else:
        errand_rows.again(errand, 600, {"since": "x"})
    [once_more] = errand_rows.claim(ROOM)
    assert (once_more.data, once_more.attempts) == ({"external_id": "wamid.2"}, 1)
    errand_rows.finish(once_more)
    assert not Errand.objects.exists()
