"""One report of a provider is not proof: what pauses an inbox is a request that is refused."""

from __future__ import annotations

import pytest

from messaging.models import Agent, Inbox, Job, Message
from tests.database.webhooks.meta_inbox import meta_inbox, post
from tests.payloads import meta

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return meta_inbox(agent)


@pytest.mark.parametrize("code", [0, 3, 10, 190, 200, 131005])
def test_an_errors_entry_starts_a_check_and_pauses_nothing(inbox: Inbox, code: int) -> None:
    post(inbox, meta.change(errors=[{"code": code, "title": "AuthException"}]))
    inbox.refresh_from_db()
    assert inbox.health == Inbox.Health.OK
    assert Job.objects.get().kind == Job.Kind.SYNC_TEMPLATES
    notice = inbox.notices.get()
    assert (notice.level, "checks the access token" in notice.action) == ("warning", True)


def test_a_locked_account_is_shown_at_once(inbox: Inbox) -> None:
    post(inbox, meta.change(errors=[{"code": 131031}]))
    inbox.refresh_from_db()
    assert inbox.health == Inbox.Health.WARNING


@pytest.mark.parametrize(
    ("code", "promise"), [(130429, True), (80007, True), (131000, False), (131056, False)]
)
def test_only_what_concerns_the_number_passes_by_itself(inbox: Inbox, code: int, promise: bool) -> None:
    post(inbox, meta.change(errors=[meta.problem(code)]))
    assert ("tried again" in inbox.notices.get().action) is promise


@pytest.mark.parametrize("code", [131000, 130429, 190, 131042])
def test_an_error_of_a_customers_message_promises_nothing(inbox: Inbox, code: int) -> None:
    post(inbox, meta.change(messages=[meta.message(type="unsupported", errors=[meta.problem(code)])]))
    inbox.refresh_from_db()
    error = Message.objects.get().error or {}
    assert error["action"] == "Ask the customer to send it again."
    assert inbox.health == Inbox.Health.OK
