"""Schemathesis asks what the description allows and what it forbids; the answers are what it says.

Few requests of each operation, always the same ones; `make schemathesis` asks a whole demo thousands, and in every
phase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.asgi import get_asgi_application
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from messaging.actions.core.attachments import accept_upload
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.people.credentials import create_api_token
from messaging.models import Agent, CannedResponse, Inbox, Label, Team, Template
from tests.factories import BY, an_agent, meta_body, post_meta, text_item
from tests.live import PROJECT

# Asked once: what is wrong with an answer does not depend on the database. Its threads ask, so it has real commits.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("sqlite"), pytest.mark.timeout(600)]
SEED, EXAMPLES = 9, 4


@pytest.fixture
def admin(inbox: Inbox) -> Agent:
    """Who sees something of everything."""
    # The last one who may undo it: asked to, the API does not make them inactive, which would end their token.
    admin = an_agent("admin", inboxes=[inbox], is_staff=True)
    post_meta(Client(), inbox, meta_body(inbox, messages=[text_item()]))
    conversation = inbox.conversations.get()
    send_message(conversation, Draft(author=admin, content="Hello"), by=BY)
    accept_upload(inbox, admin, SimpleUploadedFile("a.txt", b"one, two", "text/plain"), by=BY)
    Label.objects.create(name="vip")
    Team.objects.create(name="Night shift")
    CannedResponse.objects.create(shortcode="hi", content="Hello!")
    Template.objects.create(inbox=inbox, external_id="1", name="a", language="en", status="APPROVED")
    return admin


def asking(admin: Agent) -> Any:
    """The description, with the application to ask."""
    config = SchemathesisConfig.from_path(PROJECT / "schemathesis.toml")
    config.update(seed=SEED, max_failures=None)
    schema = schemathesis.openapi.from_path(PROJECT / "docs/openapi.json", config=config)
    # `default` describes what comes some day: now every status has its own entry.
    for path in schema.raw_schema["paths"].values():
        for operation in path.values():
            operation["responses"].pop("default")
    token = create_api_token(admin, by=BY)
    schema.config.update(headers={"Authorization": f"Token {token}"}, base_url="http://testserver")
    schema.config.generation.update(max_examples=EXAMPLES)
    schema.config.phases.coverage.enabled = schema.config.phases.stateful.enabled = False
    schema.app = get_asgi_application()
    return schema


def findings(event: Any) -> Iterator[str]:
    """What is wrong, in words, with the request that shows it."""
    if isinstance(event, events.NonFatalError | events.FatalError):
        yield str(getattr(event, "info", event))
    for checks in event.recorder.checks.values() if isinstance(event, events.ScenarioFinished) else ():
        for one in checks:
            if one.failure_info is not None:
                yield f"{event.label}: {one.failure_info.failure}\n{one.failure_info.code_sample}"


def test_every_answer_is_one_that_is_described(admin: Agent) -> None:
    found, answered = [], Counter[int]()
    for event in from_schema(asking(admin)).execute():
        found += findings(event)
        if isinstance(event, events.ScenarioFinished):
            answers = [one.response for one in event.recorder.interactions.values()]
            answered.update(one.status_code for one in answers if one is not None)
    assert found == []
    # What was asked got as far as the views.
    assert answered.total() > 200
    assert {200, 400, 401, 404} <= set(answered)
