"""A furnished installation with two inboxes, of which the agent is a member of one, and somebody of each role."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.actions.outgoing import Draft, send_message
from messaging.actions.updates.delivery_results import mark_failed, mark_sending, mark_unconfirmed
from messaging.models import (
    Agent,
    Attachment,
    CannedResponse,
    Follower,
    Inbox,
    InboxNotice,
    Job,
    Label,
    Measurement,
    Message,
    SavedView,
    Team,
    Template,
    WebhookCall,
)
from tests.factories import BY, an_agent, an_inbox, from_customer
from tests.shared_rows import Shared, shared

ERROR = {
    "code": "131026",
    "title": "Not on WhatsApp",
    "detail": "The number has no account.",
    "action": "Call instead.",
}


@dataclass(frozen=True)
class Scenario:
    """`mine` is the inbox whose member the agent is, `theirs` the other one."""

    admin: Agent
    supervisor: Agent
    agent: Agent
    mine: Inbox
    theirs: Inbox


@pytest.fixture(scope="module")
def shared_scenario(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shared[Scenario]]:
    yield from shared(a_scenario, django_db_blocker)


@pytest.fixture
def scenario(shared_scenario: Shared[Scenario], db: None) -> Scenario:
    return shared_scenario.rows()


def a_scenario() -> Scenario:
    admin = an_agent("admin", username="ada", is_staff=True)
    supervisor = an_agent("supervisor", username="sue", is_staff=True)
    agent = an_agent("agent", username="alf", is_staff=True)
    mine = an_inbox(agent, default=True, name="Shop", address="+15550001111")
    theirs = an_inbox(name="Clinic", address="+15550002222")
    for inbox, word, phone in ((mine, "lamp", "447700900001"), (theirs, "syringe", "447700900002")):
        furnish(inbox, word, phone, author=admin)
        more_of(inbox)
    CannedResponse.objects.create(shortcode="hello", content="Hello, how can we help?")
    Label.objects.create(name="urgent", color="#aa0000")
    SavedView.objects.create(name="Urgent", filters={"priority": ["urgent"]})
    Team.objects.create(name="Night shift").agents.add(agent)
    AccessAttempt.objects.create(username="guess", failures_since_start=5, attempt_time=timezone.now())
    return Scenario(admin, supervisor, agent, mine, theirs)


def furnish(inbox: Inbox, word: str, phone: str, *, author: Agent) -> None:
    """One customer who asked, answers in three states, a webhook call and a template."""
    asked = from_customer(inbox, f"Do you have a {word}?", phone, name=f"Customer of the {word}")
    body = json.dumps({"object": "whatsapp_business_account", "text": f"<b>{word}</b> & ünï"}).encode()
    call = WebhookCall.objects.create(
        inbox=inbox, source="whatsapp_cloud", body=body, state="failed", error=f"ValueError: {word}"
    )
    Message.objects.filter(pk=asked.pk).update(webhook_call=call, payload={"raw": f"<i>{word}</i>"})
    for state in ("queued", "failed", "unconfirmed"):
        message = send_message(
            asked.conversation, Draft(author=author, content=f"{word} answer {state}"), by=BY
        )
        if state == "failed":
            mark_sending(message, by=BY)
            mark_failed(message, ERROR, by=BY)
        if state == "unconfirmed":
            mark_sending(message, by=BY)
            mark_unconfirmed(message, {**ERROR, "title": "No answer"}, by=BY)
    Template.objects.create(
        inbox=inbox, external_id=f"t-{word}", name=f"welcome_{word}", language="en", status="APPROVED"
    )
    Follower.objects.get_or_create(name="measurements", inbox=inbox)
    Measurement.objects.create(
        kind="first_reply",
        conversation=asked.conversation,
        inbox=inbox,
        agent=author,
        at=asked.timestamp,
        seconds=150,
    )


def more_of(inbox: Inbox) -> None:
    """A file of the customer's, and what only supervisors look at: a notice and a job."""
    message = Message.objects.inbound().filter(inbox=inbox).latest("pk")
    Attachment.objects.create(inbox=inbox, message=message, kind="image", filename="room.jpg", size=14)
    InboxNotice.objects.create(inbox=inbox, level="warning", title="A notice", digest="x", at=timezone.now())
    Job.objects.create(kind=Job.Kind.SYNC_TEMPLATES, inbox=inbox, subject=inbox.pk)


@pytest.fixture
def browse(scenario: Scenario) -> Callable[[str], Client]:
    """A client that is logged in as one of the roles."""

    def logged_in(role: str) -> Client:
        client = Client()
        client.force_login(getattr(scenario, role), "django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


def list_url(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def page_url(model: str, pk: object) -> str:
    return reverse(f"admin:{model}_change", args=[pk])


class _Fields(HTMLParser):
    """What a browser would send back of the page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"submit", "checkbox", "radio"}:
            self.found.setdefault(name, []).append(given.get("value", ""))
        if tag == "input" and given.get("type") in {"checkbox", "radio"} and "checked" in given:
            self.found.setdefault(name, []).append(given.get("value", "on"))
        if tag == "option" and "selected" in given and self._select:
            self.found.setdefault(self._select, []).append(given["value"])
        self._select = name if tag == "select" else self._select
        self._text = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found.setdefault(self._text, []).append(data)


def form_of(response: object) -> dict[str, object]:
    """The fields of a page's forms as they stand."""
    fields = _Fields()
    fields.feed(text(response))
    return dict(fields.found)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]
