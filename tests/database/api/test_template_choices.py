"""Which templates stand first: the agent's favourites, and what the team sends from this inbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from messaging.actions.inbox import set_template_favourite
from messaging.actions.outgoing import Draft, TemplateChoice, send_message, send_to
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.models import Agent, Inbox, Template, TemplateFavourite, TemplateUse
from messaging.transports.base import Identity
from tests.factories import BY, a_template, an_agent, an_inbox, close_window, from_customer

pytestmark = pytest.mark.django_db
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})


def client_of(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def template(inbox: Inbox) -> Template:
    return a_template(inbox)


def listed(client: Client, query: str) -> dict[int, dict[str, Any]]:
    rows = client.get(f"/api/templates/?{query}").json()["results"]
    return {row["id"]: row for row in rows}


def uses(client: Client, inbox: Inbox) -> dict[int, int]:
    return {pk: row["uses"] for pk, row in listed(client, f"inbox={inbox.pk}").items()}


def by(agent: Agent) -> Actor:
    return Actor.agent(agent)


def test_what_agents_send_is_counted_in_the_inbox_however_it_goes(
    api: Client, agent: Agent, inbox: Inbox, template: Template
) -> None:
    other = an_inbox(agent)
    theirs, colleague = a_template(other), an_agent(inboxes=[inbox])
    unused = a_template(inbox, name="unused")
    conversation = from_customer(inbox).conversation
    draft = Draft(author=agent, template=GO_ON)
    for _ in range(2):  # the second is the first once more
        send_message(conversation, draft, by=by(agent))
    close_window(conversation)
    send_message(conversation, Draft(author=None, content="x", hold=True, template=GO_ON), by=by(colleague))
    send_to(inbox, Identity("phone", "447700900555"), Draft(author=agent, template=GO_ON), by=by(agent))
    assert uses(api, inbox) == {template.pk: 3, unused.pk: 0}
    assert uses(api, other) == {theirs.pk: 0}
    # Without an inbox, nothing is counted.
    assert listed(api, "")[template.pk]["uses"] is None


def test_a_program_and_what_is_refused_or_only_beside_count_nothing(
    agent: Agent, inbox: Inbox, template: Template
) -> None:
    conversation = from_customer(inbox).conversation
    send_message(conversation, Draft(author=agent, template=GO_ON), by=Actor.token(agent))
    # With an open window the text goes, and no template.
    send_message(conversation, Draft(author=agent, content="x", hold=True, template=GO_ON), by=by(agent))
    with pytest.raises(ConsoleError):
        send_message(conversation, Draft(author=agent, template=TemplateChoice("go_on", "en")), by=by(agent))
    with transaction.atomic():
        send_message(conversation, Draft(author=agent, template=GO_ON), by=by(agent))
        assert TemplateUse.objects.count() == 1
        transaction.set_rollback(True)
    assert not TemplateUse.objects.exists()


def test_an_old_habit_goes_down(
    api: Client, inbox: Inbox, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.queries.USES_COUNTED", 3)
    new = a_template(inbox, name="new")
    for one, count in ((template, 5), (new, 2)):
        TemplateUse.objects.bulk_create(TemplateUse(template=one, inbox=inbox) for _ in range(count))
    assert uses(api, inbox) == {template.pk: 1, new.pk: 2}


def test_a_template_that_is_gone_takes_its_uses_and_favourites_along(
    agent: Agent, inbox: Inbox, template: Template
) -> None:
    TemplateUse.objects.create(template=template, inbox=inbox)
    TemplateFavourite.objects.create(template=template, agent=agent)
    template.delete()
    assert not TemplateUse.objects.exists()
    assert not TemplateFavourite.objects.exists()


def test_favourites_are_each_agents_own(api: Client, inbox: Inbox, template: Template) -> None:
    url, other = f"/api/templates/{template.pk}/favourite/", client_of(an_agent(inboxes=[inbox]))
    for _ in range(2):
        answer = api.put(url)
        assert (answer.status_code, answer.json()["favourite"]) == (200, True)
    assert listed(api, f"inbox={inbox.pk}")[template.pk]["favourite"] is True
    assert listed(other, f"inbox={inbox.pk}")[template.pk]["favourite"] is False
    for _ in range(2):
        answer = api.delete(url)
        assert (answer.status_code, answer.json()["favourite"]) == (200, False)
    assert client_of(an_agent()).put(url).status_code == 404
    assert not TemplateFavourite.objects.exists()


def test_one_that_is_deleted_while_it_is_marked_is_no_error(agent: Agent, template: Template) -> None:
    seen = Template.objects.get(pk=template.pk)
    template.delete()
    set_template_favourite(seen, agent, favourite=True, by=by(agent))
    assert not Template.objects.filter(favourites__agent=agent).exists()


def test_marking_a_favourite_is_in_nobodys_feed(api: Client, inbox: Inbox, template: Template) -> None:
    before = api.get(f"/api/feed/?inbox={inbox.pk}").json()["head"]
    api.put(f"/api/templates/{template.pk}/favourite/")
    send_message(from_customer(inbox).conversation, Draft(author=None, template=GO_ON), by=BY)
    events = api.get(f"/api/feed/?inbox={inbox.pk}&since={before}").json()["events"]
    assert not [event for event in events if event["k"].startswith("template.")]
