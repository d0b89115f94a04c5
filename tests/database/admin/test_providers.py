"""What the staff door shows of providers: health, notices, jobs, templates, and the check of an inbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.clock import database_now
from messaging.models import Inbox, InboxNotice, Job, Template, WebhookCall
from messaging.transports.base import Finding
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.database.admin.conftest import Scenario, form_of, list_url, page_url, text
from tests.database.admin.test_operations import run

Browse = Callable[[str], Client]
ERROR = {
    "code": "190",
    "title": "WhatsApp no longer accepts the token",
    "detail": "",
    "action": "Put a new one in.",
}


@pytest.fixture
def paused(scenario: Scenario) -> Inbox:
    Inbox.objects.filter(pk=scenario.mine.pk).update(health="paused", health_error=ERROR)
    return scenario.mine


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that says what is wrong with one thing."""

    async def diagnose(self: object, http: object, config: object, webhook_url: str) -> tuple[Finding, ...]:
        return (
            Finding("token", "ok", "The token is valid."),
            Finding("webhook", "failure", f"It does not post to {webhook_url or 'us'}.", "Subscribe it."),
        )

    monkeypatch.setattr(WhatsAppCloud, "diagnose", diagnose, raising=False)


def test_a_paused_inbox_says_why_in_list_and_page(browse: Browse, paused: Inbox) -> None:
    client = browse("supervisor")
    for page in (list_url("messaging_inbox"), page_url("messaging_inbox", paused.pk)):
        shown = text(client.get(page))
        assert "Sending is paused" in shown
        assert "no longer accepts the token. Put a new one in.<" in shown


def test_an_inbox_is_marked_as_solved(browse: Browse, scenario: Scenario, paused: Inbox) -> None:
    assert "It is solved" in text(browse("supervisor").get(page_url("messaging_inbox", paused.pk)))
    page = run(browse("supervisor"), "inbox", "resume", [scenario.mine, scenario.theirs])
    assert "marked as solved; a problem that persists is reported again" in page
    paused.refresh_from_db()
    assert (paused.health, paused.health_error) == ("ok", None)
    assert "It is solved" not in text(browse("supervisor").get(page_url("messaging_inbox", paused.pk)))


def test_the_check_of_an_inbox_says_what_to_do(browse: Browse, paused: Inbox, answering: None) -> None:
    WebhookCall.objects.filter(inbox=paused).update(
        received_at=timezone.now() - timedelta(hours=3, minutes=30)
    )
    shown = text(browse("supervisor").get(reverse("admin:messaging_inbox_check", args=[paused.pk])))
    for words in (
        "<p>2 of 7 checks failed; 1 thing deserves a look.</p>",
        "Sending is paused: WhatsApp no longer accepts the token.",
        "The provider called 3 h ago.",
        "The token is valid.",
        "Subscribe it.",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("levels", "summary"),
    [
        (["ok"], "Nothing is broken."),
        (["ok", "warning"], "Nothing is broken; 1 thing deserves a look."),
        (["warning", "warning"], "Nothing is broken; 2 things deserve a look."),
        (["failure", "ok"], "1 of 2 checks failed."),
    ],
)
def test_the_check_says_first_how_much_is_to_do(
    browse: Browse, scenario: Scenario, monkeypatch: pytest.MonkeyPatch, levels: list[Any], summary: str
) -> None:
    findings = [Finding("token", level, "As it is.") for level in levels]
    monkeypatch.setattr("messaging.admin.inbox.diagnostics_page.diagnose_inbox", lambda inbox: findings)
    shown = text(browse("supervisor").get(reverse("admin:messaging_inbox_check", args=[scenario.mine.pk])))
    assert f"<p>{summary}</p>" in shown


def test_agents_may_not_check_an_inbox(browse: Browse, scenario: Scenario) -> None:
    assert (
        browse("agent").get(reverse("admin:messaging_inbox_check", args=[scenario.mine.pk])).status_code
        == 403
    )


def test_the_policy_of_read_receipts_is_stored(browse: Browse, scenario: Scenario) -> None:
    client, url = browse("admin"), page_url("messaging_inbox", scenario.mine.pk)
    client.post(url, {**form_of(client.get(url)), "read_policy": "reply"})
    scenario.mine.refresh_from_db()
    assert scenario.mine.read_policy == "reply"


def test_templates_are_asked_for_by_a_button(browse: Browse, scenario: Scenario) -> None:
    page = run(browse("supervisor"), "inbox", "fetch_templates", [scenario.mine])
    assert "1 inbox asked for its templates." in page
    assert Job.objects.filter(kind="sync_templates", subject=scenario.mine.pk).exists()


def test_notices_are_shown_to_supervisors_only(browse: Browse, scenario: Scenario) -> None:
    InboxNotice.objects.create(inbox=scenario.mine, level="warning", title="The quality fell", digest="1")
    assert "The quality fell" in text(browse("supervisor").get(list_url("messaging_inboxnotice")))
    assert browse("agent").get(list_url("messaging_inboxnotice")).status_code == 403


def test_a_job_can_be_expedited_unless_somebody_does_it(browse: Browse, scenario: Scenario) -> None:
    later = database_now().replace(year=database_now().year + 1)
    waiting = Job.objects.create(kind="poll", subject=1, inbox=scenario.mine, due_at=later, error="HTTP 500")
    busy = Job.objects.create(kind="poll", subject=2, inbox=scenario.mine, due_at=later, lease_until=later)
    client = browse("supervisor")
    assert "HTTP 500" in text(client.get(list_url("messaging_job")))
    page = run(client, "job", "run_now", [waiting, busy])
    assert "1 job due now." in page
    assert "There was nothing to do." in page
    waiting.refresh_from_db()
    assert waiting.due_at <= database_now()


def test_a_template_shows_why_it_was_refused_and_what_is_to_fill(
    browse: Browse, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = Template.objects.filter(inbox=scenario.mine).get()
    body = [{"type": "BODY", "text": "Hello {{1}}", "example": {"body_text": [["Ann"]]}}]
    Template.objects.filter(pk=template.pk).update(
        status="REJECTED", reason="It promises too much.", components=body, quality="RED"
    )
    shown = text(browse("supervisor").get(page_url("messaging_template", template.pk)))
    for words in ("It promises too much.", "body.1", "Ann", "badge-red"):
        assert words in shown
