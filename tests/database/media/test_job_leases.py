"""Jobs' rows: claimed once, done once more when asked for meanwhile, taken over from the dead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.core.jobs import enqueue_job
from messaging.delivery.jobs import job_leases
from messaging.models import Inbox, Job
from tests.factories import BY, an_inbox

pytestmark = pytest.mark.django_db

READ, FETCH = Job.Kind.MARK_READ, Job.Kind.FETCH_MEDIA
ROOM = {READ: 8, FETCH: 4}


def asked(kind: Job.Kind = READ, subject: int = 1, **data: Any) -> Job:
    inbox = Inbox.objects.first() or an_inbox()
    enqueue_job(kind, subject, inbox=inbox, data=data, by=BY)
    return Job.objects.get(kind=kind, subject=subject)


def test_one_of_two_gets_it() -> None:
    asked()
    assert len(job_leases.claim(ROOM)) == 1
    assert job_leases.claim(ROOM) == []


def test_two_who_saw_it_at_once_do_not_both_get_it() -> None:
    job = asked()
    assert len(job_leases._take([job], dict(ROOM))) == 1
    assert job_leases._take([job], dict(ROOM)) == []


def test_the_longest_due_come_first_and_no_more_of_a_kind_than_there_is_room_for() -> None:
    for subject in range(6):
        asked(FETCH, subject)
    asked(READ, 99)
    claimed = job_leases.claim({READ: 1, FETCH: 2})
    assert [(one.kind, one.subject) for one in claimed] == [(FETCH, 0), (FETCH, 1), (READ, 99)]


def test_a_kind_without_room_does_not_hide_the_others() -> None:
    for subject in range(job_leases.LOOKED_AT + 1):
        asked(FETCH, subject)
    asked(READ, 99)
    assert [one.kind for one in job_leases.claim({READ: 1, FETCH: 0})] == [READ]


def test_whoever_died_is_taken_over_when_the_lease_has_run_out() -> None:
    asked()
    [dead] = job_leases.claim(ROOM)
    assert job_leases.claim(ROOM) == []
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    [successor] = job_leases.claim(ROOM)
    assert successor.attempts == 2
    # The dead one was only slow: it has no say any more.
    assert not job_leases.renew(dead)
    job_leases.finish(dead)
    job_leases.postpone(dead, 0.0, "slow")
    assert Job.objects.get().lease_token == successor.lease_token
    job_leases.finish(successor)
    assert not Job.objects.exists()


def test_a_single_owner_frees_what_a_crash_left() -> None:
    asked()
    job_leases.claim(ROOM)
    assert job_leases.release_all() == 1
    assert len(job_leases.claim(ROOM)) == 1


@pytest.mark.parametrize("how", ["finish", "later", "again"])
def test_asked_for_again_meanwhile_it_is_due_once_more(how: str) -> None:
    asked(external_id="wamid.1")
    [job] = job_leases.claim(ROOM)
    asked(external_id="wamid.2")
    assert job_leases.claim(ROOM) == [], "somebody is at it"
    if how == "finish":
        job_leases.finish(job)
    elif how == "later":
        job_leases.postpone(job, 600, "busy")
    else:
        job_leases.again(job, 600, {"since": "x"})
    [once_more] = job_leases.claim(ROOM)
    assert (once_more.data, once_more.attempts) == ({"external_id": "wamid.2"}, 1)
    job_leases.finish(once_more)
    assert not Job.objects.exists()
