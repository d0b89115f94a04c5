"""Every list, page, search, filter and date of every role; and what an agent must not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from django.contrib import admin
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from messaging.actions.people.credentials import create_api_token
from messaging.admin.kit import DateFilter
from messaging.admin.kit.base import ConsoleAdmin
from messaging.admin.overview import figures
from messaging.models import Contact, Conversation, FeedEvent, Message, OutboxLane, WebhookCall
from tests.database.admin.conftest import Scenario, list_url, page_url, text
from tests.factories import BY

AGENT = ("messaging_message", "messaging_conversation", "messaging_contact", "messaging_attachment")
SUPERVISOR = (
    *AGENT,
    "messaging_inbox",
    "messaging_webhookcall",
    "messaging_outboxlane",
    "messaging_feedevent",
    "messaging_feedhead",
    "messaging_cannedresponse",
    "messaging_savedview",
    "messaging_label",
    "messaging_team",
    "messaging_template",
    "messaging_agent",
    "messaging_follower",
    "messaging_measurement",
    "messaging_inboxnotice",
    "messaging_job",
)
ADMIN = (*SUPERVISOR, "knox_authtoken", "axes_accessattempt")
MAY = {"agent": AGENT, "supervisor": SUPERVISOR, "admin": ADMIN}
# Tokens have no page: only a hash is stored.
WITHOUT_PAGE = {"knox_authtoken"}

Browse = Callable[[str], Client]


def admin_of(model: str) -> admin.ModelAdmin:
    return next(
        page
        for kind, page in admin.site._registry.items()
        if f"{kind._meta.app_label}_{kind._meta.model_name}" == model
    )


@pytest.fixture(autouse=True)
def token(scenario: Scenario) -> str:
    return create_api_token(scenario.admin, by=BY)


def test_every_list_is_somebody_s() -> None:
    """A new list has to be given to a role here."""
    assert set(ADMIN) == {f"{one._meta.app_label}_{one._meta.model_name}" for one in admin.site._registry}


@contextmanager
def unrendered() -> Iterator[None]:
    """Views do everything, with all their queries, but no page is written: that takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleTemplateResponse, "rendered_content", "")
        yield


# The loops are inside the tests: furnishing a scenario takes longer than a look at a list.
@pytest.mark.parametrize("role", MAY)
def test_lists_searches_orders_and_dates_load(browse: Browse, role: str) -> None:
    client = browse(role)
    for model in MAY[role]:
        page, url = admin_of(model), list_url(model)
        columns = ".".join(f"-{place}" for place in range(1, len(page.list_display) + 1))
        queries: list[dict[str, str]] = [{}, {"o": columns}]
        if page.search_fields:
            queries += [{"q": "+1 (555) 000-1111"}, {"q": "lamp"}]
        if page.date_hierarchy:
            queries += [{f"{page.date_hierarchy}__year": "2026"}]
        for query in queries:
            assert client.get(url, query).status_code == 200, (url, query)


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_every_filter_choice_loads(browse: Browse, role: str) -> None:
    client = browse(role)
    for model in MAY[role]:
        changelist = client.get(list_url(model)).context["cl"]
        for spec in changelist.filter_specs:
            asked = [one["query_string"] for one in spec.choices(changelist)]
            if isinstance(spec, DateFilter) and model != "messaging_message":
                # Months and years differ in their bounds only: one of each form is asked.
                asked = list({frozenset(parse_qs(one[1:])): one for one in asked}.values())
            *others, last = (list_url(model) + one for one in asked)
            assert client.get(last).status_code == 200, last
            with unrendered():
                for url in others:
                    assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("role", MAY)
def test_pages_and_histories_load(browse: Browse, role: str) -> None:
    client = browse(role)
    for model in set(MAY[role]) - WITHOUT_PAGE:
        rows = client.get(list_url(model)).context["cl"].result_list
        assert rows, model
        for row in rows[:4]:
            url = page_url(model, row.pk)
            assert client.get(url).status_code == 200, url
            assert client.get(url.replace("/change/", "/history/")).status_code == 200, url


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_what_a_role_may_not_is_refused(browse: Browse, role: str) -> None:
    client = browse(role)
    index = text(client.get(reverse("admin:index")))
    for model in set(ADMIN) - set(MAY[role]):
        assert client.get(list_url(model)).status_code == 403, model
        row = admin_of(model).model._default_manager.first()
        if row is not None:
            assert client.get(page_url(model, row.pk)).status_code == 403, model
        assert list_url(model) not in index


def test_the_index_shows_what_the_role_may(browse: Browse) -> None:
    for role, models in MAY.items():
        page = text(browse(role).get(reverse("admin:index")))
        for model in models:
            assert f'href="{list_url(model)}"' in page


def test_index_and_sidebar_name_the_same_groups(browse: Browse) -> None:
    """Which library wrote a list is nothing to an operator: no KNOX, no AXES."""
    page = text(browse("admin").get(reverse("admin:index")))
    listed = text(browse("admin").get(list_url("messaging_label")))
    for group in ("Conversations", "Texts", "People", "Inboxes", "Feed"):
        assert f'id="{group.lower()}">{group}</h2>' in page
        assert f'<a href="/admin/#{group.lower()}"' in listed
    assert "API tokens" in listed
    for library in ("Knox", "Axes", "Authentication and Authorization"):
        assert library not in page + listed


def test_an_agent_without_staff_status_is_asked_to_log_in(scenario: Scenario, browse: Browse) -> None:
    type(scenario.agent).objects.filter(pk=scenario.agent.pk).update(is_staff=False)
    response = browse("agent").get(list_url("messaging_message"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("model", AGENT)
def test_an_agent_sees_only_rows_of_their_inboxes(browse: Browse, model: str) -> None:
    client, url = browse("agent"), list_url(model)
    for query in ({}, {"q": "Customer"}, {"q": "447700900002"}, {"q": "answer"}, {"inbox__id__exact": "2"}):
        page = client.get(url, query)
        assert "syringe" not in text(page)
    assert "lamp" in text(client.get(url))
    assert "syringe" in text(browse("supervisor").get(url))


def test_filters_offer_an_agent_only_their_inboxes(browse: Browse, scenario: Scenario) -> None:
    for model in ("messaging_message", "messaging_conversation"):
        page = text(browse("agent").get(list_url(model)))
        assert scenario.mine.name in page
        assert scenario.theirs.name not in page


def hidden_rows(scenario: Scenario) -> list[tuple[str, object]]:
    return [
        ("messaging_message", Message.objects.filter(inbox=scenario.theirs).first().pk),
        ("messaging_conversation", Conversation.objects.get(inbox=scenario.theirs).pk),
        ("messaging_contact", Contact.objects.get(conversations__inbox=scenario.theirs).pk),
        ("messaging_webhookcall", WebhookCall.objects.get(inbox=scenario.theirs).pk),
        ("messaging_outboxlane", OutboxLane.objects.get(inbox=scenario.theirs).pk),
        ("messaging_feedevent", FeedEvent.objects.filter(inbox=scenario.theirs).first().pk),
        ("messaging_inbox", scenario.theirs.pk),
    ]


def test_pages_of_other_inboxes_do_not_exist_for_an_agent(browse: Browse, scenario: Scenario) -> None:
    client = browse("agent")
    for model, pk in hidden_rows(scenario):
        for part in ("change", "history", "delete"):
            response = client.get(reverse(f"admin:{model}_{part}", args=[pk]))
            assert response.status_code in {302, 403, 404}, (model, part)
    raw = reverse("admin:messaging_webhookcall_raw", args=[WebhookCall.objects.get(inbox=scenario.theirs).pk])
    assert client.get(raw).status_code == 404


def test_actions_do_not_reach_rows_of_other_inboxes(browse: Browse, scenario: Scenario) -> None:
    failed = Message.objects.get(inbox=scenario.theirs, status="failed")
    conversation = Conversation.objects.get(inbox=scenario.theirs)
    client = browse("agent")
    client.post(list_url("messaging_message"), {"action": "retry", "_selected_action": failed.pk})
    client.post(
        list_url("messaging_conversation"), {"action": "resolve", "_selected_action": conversation.pk}
    )
    failed.refresh_from_db()
    conversation.refresh_from_db()
    assert (failed.status, conversation.status) == ("failed", "open")


@pytest.mark.parametrize(
    "source", [("conversation", "assignee"), ("conversation", "team"), ("conversation", "labels")]
)
def test_an_agent_may_not_ask_the_autocomplete(browse: Browse, source: tuple[str, str]) -> None:
    query = {"app_label": "messaging", "model_name": source[0], "field_name": source[1], "term": ""}
    assert browse("agent").get(reverse("admin:autocomplete"), query).status_code == 403
    assert browse("supervisor").get(reverse("admin:autocomplete"), query).status_code == 200


def test_an_agent_changes_nothing_by_form(browse: Browse, scenario: Scenario) -> None:
    conversation = Conversation.objects.get(inbox=scenario.mine)
    client = browse("agent")
    for model, pk in (
        ("messaging_conversation", conversation.pk),
        ("messaging_contact", conversation.contact_id),
    ):
        assert client.post(page_url(model, pk), {"status": "resolved", "name": "X"}).status_code == 403


def test_nobody_edits_adds_or_deletes_what_happened(browse: Browse) -> None:
    client = browse("admin")
    for model in ("message", "webhookcall", "outboxlane", "feedevent", "feedhead", "template"):
        row = client.get(list_url(f"messaging_{model}")).context["cl"].result_list[0]
        assert client.post(page_url(f"messaging_{model}", row.pk), {"content": "x"}).status_code == 403
        assert client.get(reverse(f"admin:messaging_{model}_add")).status_code == 403
        assert client.get(reverse(f"admin:messaging_{model}_delete", args=[row.pk])).status_code == 403


def test_an_agent_s_contact_page_names_no_other_inbox(browse: Browse, scenario: Scenario) -> None:
    """One person who writes to both inboxes."""
    contact = Contact.objects.get(conversations__inbox=scenario.mine)
    Conversation.objects.create(inbox=scenario.theirs, contact=contact)
    page = text(browse("agent").get(page_url("messaging_contact", contact.pk)))
    assert scenario.mine.name in page
    assert scenario.theirs.name not in page


def test_an_agent_s_message_page_links_to_no_webhook_call(browse: Browse, scenario: Scenario) -> None:
    pk = Message.objects.get(inbox=scenario.mine, direction="inbound").pk
    assert "webhookcall" not in text(browse("agent").get(page_url("messaging_message", pk)))
    assert "/webhookcall/" in text(browse("supervisor").get(page_url("messaging_message", pk)))


def test_the_first_page_counts_only_what_the_agent_sees(browse: Browse) -> None:
    def counted(role: str) -> dict[str, int]:
        page = browse(role).get(reverse("admin:index"))
        return {figure.label: figure.count for figure in figures(page.wsgi_request)}

    assert counted("agent")["failed this week"] == 1
    assert counted("supervisor")["failed this week"] == 2
    assert "failed webhook calls" not in counted("agent")
    assert counted("admin")["failed webhook calls"] == 2


def test_behind_each_figure_is_the_list_that_it_counts(browse: Browse) -> None:
    for role in MAY:
        client = browse(role)
        for figure in figures(client.get(reverse("admin:index")).wsgi_request):
            assert client.get(figure.url).context["cl"].result_count == figure.count, figure


def test_the_first_page_leads_to_the_other_doors(browse: Browse, settings: object) -> None:
    client = browse("agent")
    assert 'href="/simulator/"' in text(client.get(reverse("admin:index")))
    settings.SIMULATOR = False  # type: ignore[attr-defined]
    page = text(client.get(reverse("admin:index")))
    assert 'href="/simulator/"' not in page
    assert '<a href="/">Console</a>' in page


def test_no_list_guesses_at_secret_columns(browse: Browse, token: str) -> None:
    client = browse("admin")
    digest = AuthToken.objects.get().digest
    assert client.get(list_url("messaging_inbox"), {"secrets__startswith": "g"}).status_code == 400
    assert client.get(list_url("knox_authtoken"), {"digest__startswith": digest[:2]}).status_code == 400
    assert client.get(list_url("messaging_agent"), {"password__startswith": "md5"}).status_code == 400


def test_all_our_classes_write_through_actions_only() -> None:
    for kind, page in admin.site._registry.items():
        if kind._meta.app_label in {"messaging", "knox"}:
            assert isinstance(page, ConsoleAdmin), kind
