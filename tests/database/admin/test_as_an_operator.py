"""The admin as an operator reads it: links that lead somewhere, one name for everything, the state first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.admin import DateFieldListFilter
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.actions.conversation import Named, NoteDraft, add_note, assign_conversation
from messaging.actions.people import create_api_token
from messaging.models import Attachment, Conversation, Job, Label, Message, Team
from tests.database.admin.conftest import Scenario, form_of, list_url, page_url, text
from tests.database.admin.test_lists import LISTS
from tests.database.admin.test_who_may import unrendered
from tests.factories import BY

Browse = Callable[[str], Client]
LINK = re.compile(r'href="(/admin/[^"#]*)"')
# What logs out, or is asked for by other pages alone.
ELSEWHERE = re.compile(r"/admin/(logout|jsi18n|password_change)/")
ALL = [*LISTS, "knox_authtoken", "axes_accessattempt"]


@pytest.fixture
def furnished(scenario: Scenario) -> Scenario:
    """With what the pages of a plain agent could link: an owner, a team, a note, a token, a failed login."""
    team = Team.objects.get()
    for conversation in Conversation.objects.filter(inbox=scenario.mine):
        assign_conversation(conversation, scenario.agent, by=BY)
        Conversation.objects.filter(pk=conversation.pk).update(team=team)
        draft = NoteDraft(scenario.supervisor, "Look @Night shift", [Named("team", team.pk)])
        add_note(conversation, draft, by=BY)
    create_api_token(scenario.agent, by=BY)
    return scenario


def rows(client: Client, model: str) -> list[str]:
    """The list and the pages of its first rows, where the role sees the list at all."""
    found = client.get(list_url(model))
    if found.status_code != 200:
        return []
    shown = found.context["cl"].result_list[:3]
    has_pages = admin.site._registry[found.context["cl"].model].list_display_links is not None
    pages = [page_url(model, row.pk) for row in shown] if has_pages else []
    return [list_url(model), *pages]


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_no_link_leads_where_the_role_may_not_go(browse: Browse, furnished: Scenario, role: str) -> None:
    client = browse(role)
    pages = [reverse("admin:index"), *(page for model in ALL for page in rows(client, model))]
    led: dict[str, str] = {}
    for page in pages:
        for link in LINK.findall(text(client.get(page))):
            led.setdefault(link.replace("&amp;", "&"), page)
    # The pages themselves were answered, and of the others only the status is asked.
    with unrendered():
        refused = {
            link: page
            for link, page in led.items()
            if link not in pages
            and not ELSEWHERE.match(link)
            and client.get(link).status_code not in {200, 302}
        }
    assert refused == {}


def test_a_plain_agent_reads_whose_and_where_without_links(browse: Browse, furnished: Scenario) -> None:
    conversation = Conversation.objects.get(inbox=furnished.mine)
    page = text(browse("agent").get(page_url("messaging_conversation", conversation.pk)))
    for word in (furnished.mine.name, str(furnished.agent), "Night shift"):
        assert word in page
    assert "/admin/messaging/inbox/" not in page


LIBRARIES = ("knox", "axes", "support desk", "auth token", "access attempt", "is default", "staff status")


def test_one_name_for_everything(browse: Browse, furnished: Scenario) -> None:
    """Which library wrote a list is nothing to an operator, nor what a column is called in a program."""
    client = browse("admin")
    pages = [reverse("admin:index"), *(page for model in ALL for page in rows(client, model))]
    pages.append(reverse("admin:knox_authtoken_add"))
    for page in pages:
        shown = text(client.get(page))
        read = re.sub(r"<[^>]*>", " ", shown).lower()
        for name in LIBRARIES:
            assert name not in read, page
        assert "Support console</title>" in re.sub(r"\s+", " ", shown), page


@pytest.mark.parametrize("model", ALL)
def test_no_cell_says_none(browse: Browse, furnished: Scenario, model: str) -> None:
    client = browse("admin")
    for page in rows(client, model):
        cells = re.findall(
            r"<(?:td|th|div)[^>]*>\s*(None|\{\}|\[\]|null)\s*</(?:td|th|div)>", text(client.get(page))
        )
        assert cells == [], page


# Of a list without a state of its own: what it is about.
FIRST = {
    "messaging_message": "status",
    "messaging_conversation": "status",
    "messaging_inbox": "health",
    "messaging_webhookcall": "state",
    "messaging_outboxlane": "waiting",
    "messaging_template": "status",
    "messaging_agent": "account",
    "messaging_cannedresponse": "scope",
    "messaging_savedview": "scope",
    "messaging_inboxnotice": "level",
    "messaging_attachment": "state",
    "messaging_job": "state",
    "knox_authtoken": "state",
    "axes_accessattempt": "state",
}


@pytest.mark.parametrize(("model", "state"), FIRST.items())
def test_the_state_comes_first(browse: Browse, furnished: Scenario, model: str, state: str) -> None:
    client = browse("admin")
    page = client.get(list_url(model))
    changelist = page.context["cl"]
    first = next(one for one in changelist.list_display if one != "action_checkbox")
    described = getattr(changelist.model_admin, first, None)
    assert getattr(described, "short_description", first) == state
    if not changelist.result_list or changelist.model_admin.list_display_links is None:
        return
    row = page_url(model, changelist.result_list[0].pk)
    fields = client.get(row).context["adminform"].fieldsets[0][1]["fields"]
    label = getattr(getattr(changelist.model_admin, str(fields[0]), None), "short_description", fields[0])
    # On a conversation's page it is a field to change, after whom it is about.
    assert label == state or state in fields[:3], (row, fields)


@pytest.mark.parametrize("model", ALL)
def test_links_of_dates_are_folded(browse: Browse, furnished: Scenario, model: str) -> None:
    page = browse("admin").get(list_url(model))
    assert page.context["cl"].date_hierarchy is None
    for opened, inside in re.findall(
        r'<details data-filter-title="[^"]*"( open)?>(.*?)</details>', text(page), re.DOTALL
    ):
        assert not (opened and inside.count("<li") > 8)


@pytest.mark.parametrize("model", ALL)
def test_no_choice_of_a_filter_is_a_dash(browse: Browse, furnished: Scenario, model: str) -> None:
    page = text(browse("admin").get(list_url(model)))
    assert not re.findall(r"<details data-filter-title.*?>\s*\u2013\s*</a>.*?</details>", page, re.DOTALL)


def test_a_chosen_date_is_not_folded(browse: Browse, furnished: Scenario) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    page = browse("admin").get(list_url("messaging_message"), {"timestamp__gte": today.isoformat()})
    shown = text(page)
    details = next(part for part in shown.split("<details")[1:] if "Past 7 days" in part)
    assert details.split(">")[0].endswith(" open")


# Of a column, not of a person who reads the list.
FIELD_WORDS = re.compile(r"_|\bat$|^(seq|epoch|id|is .*)$|[a-z]\.[a-z]", re.IGNORECASE)


@pytest.mark.parametrize("model", ALL)
def test_lists_headers_and_filters_are_in_an_operator_s_words(
    browse: Browse, furnished: Scenario, model: str
) -> None:
    page = browse("admin").get(list_url(model))
    shown, changelist = text(page), page.context["cl"]
    heads = re.findall(r'<div class="text"><(?:a[^>]*|span)>([^<]*)<', shown)
    filters = re.findall(r'<details data-filter-title="([^"]*)"', shown)
    choices = [str(one["display"]) for spec in changelist.filter_specs for one in spec.choices(changelist)]
    assert [one for one in (*heads, *filters, *choices) if FIELD_WORDS.search(one)] == []
    assert {"Yes", "No"}.isdisjoint(choices)
    dates = [spec.title for spec in changelist.filter_specs if isinstance(spec, DateFieldListFilter)]
    columns = {one.lower() for one in heads}
    assert all(title in columns or title == "joined" for title in dates), (dates, columns)


@pytest.mark.parametrize("model", ALL)
def test_menu_list_and_page_have_one_name(browse: Browse, furnished: Scenario, model: str) -> None:
    client = browse("admin")
    listed, *pages = rows(client, model)
    shown = text(client.get(listed))
    name = re.findall(rf'<a href="{listed}"[^>]*>([^<]*)</a>', shown)[0]
    assert f"<h1>{name}</h1>" in shown
    assert f"Overview</a>\n&rsaquo; {name}\n" in shown
    for page in pages[:1]:
        assert f'&rsaquo; <a href="{listed}">{name}</a>' in text(client.get(page))
    assert name[1:].removesuffix("s") in shown.split('class="paginator"')[1]


def test_deleting_asks_in_a_sentence_and_reads_no_row_that_hangs_on_it(
    browse: Browse, furnished: Scenario
) -> None:
    client = browse("admin")
    label = Label.objects.get()
    for conversation in Conversation.objects.all():
        conversation.labels.add(label)
    asked = text(client.get(reverse("admin:messaging_label_delete", args=[label.pk])))
    assert "This label is deleted for good" in asked
    assert "Conversations that have it lose it." in asked
    assert "relationship" not in asked
    both = {"action": "delete_selected", "_selected_action": [label.pk]}
    selected = client.post(list_url("messaging_label"), both)
    assert "Conversations that have it lose it." in text(selected)
    client.post(list_url("messaging_label"), {**form_of(selected), "action": "delete_selected"})
    assert not Label.objects.exists()


def test_histories_are_offered_where_something_is_changed_by_form(
    browse: Browse, furnished: Scenario
) -> None:
    client = browse("admin")
    message, label = Message.objects.earliest("pk"), Label.objects.get()
    assert "/history/" not in text(client.get(page_url("messaging_message", message.pk)))
    assert "/history/" in text(client.get(page_url("messaging_label", label.pk)))


def test_values_for_programs_are_written_as_people_write_them(browse: Browse, furnished: Scenario) -> None:
    client = browse("admin")
    events = text(client.get(list_url("messaging_feedevent")))
    assert "Message created" in events
    assert ">message.created<" not in events
    assert '<span class="badge badge-approved" title="">Approved</span>' in text(
        client.get(list_url("messaging_template"))
    )


def test_a_job_leads_to_what_it_is_about(browse: Browse, furnished: Scenario) -> None:
    Job.objects.create(
        kind=Job.Kind.FETCH_MEDIA,
        inbox=furnished.mine,
        subject=(file := Attachment.objects.earliest("pk")).pk,
    )
    listed = text(browse("admin").get(list_url("messaging_job")))
    assert f'<a href="{page_url("messaging_attachment", file.pk)}"><bdi>File {file.pk}</bdi></a>' in listed
    inbox = furnished.mine
    assert f'<a href="{page_url("messaging_inbox", inbox.pk)}"><bdi>Inbox {inbox.pk}</bdi></a>' in listed


def test_the_page_of_one_app_is_the_first_page_with_its_lists(browse: Browse, furnished: Scenario) -> None:
    page = text(browse("admin").get("/admin/axes/"))
    assert "<h1>Overview</h1>" in page
    assert list_url("axes_accessattempt") in page
    assert f'href="{list_url("messaging_message")}"' not in page


def test_an_agent_s_rights_are_called_alike_where_they_are_set_and_read(
    browse: Browse, furnished: Scenario
) -> None:
    page = page_url("messaging_agent", furnished.agent.pk)
    for role in ("supervisor", "admin"):
        shown = text(browse(role).get(page))
        assert "May use this admin" in shown
        assert "What they may do here is decided by the role." in shown
        assert "Staff status" not in shown
