"""Buttons and forms that change something: each says what it did and what it did not."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.actions.conversation.conversations import assign_conversation, set_conversation_status
from messaging.actions.people import set_password
from messaging.actors import Actor
from messaging.models import (
    Agent,
    CannedResponse,
    Contact,
    Conversation,
    FeedEvent,
    InboxMember,
    Label,
    Message,
    OutboxLane,
    Team,
    WebhookCall,
)
from tests.database.admin.conftest import Scenario, form_of, list_url, page_url, text
from tests.factories import BY, PASSWORD, an_agent, an_upload, close_window

Browse = Callable[[str], Client]


def run(client: Client, model: str, action: str, rows: Iterable[object], **more: str) -> str:
    """The page after a list action."""
    chosen = [row.pk for row in rows]  # type: ignore[attr-defined]
    data = {"action": action, "_selected_action": chosen, **more}
    return text(client.post(list_url(f"messaging_{model}"), data, follow=True))


# --- messages ---------------------------------------------------------------------------------


def test_retry_takes_what_failed_and_says_why_not_the_rest(browse: Browse, scenario: Scenario) -> None:
    page = run(browse("agent"), "message", "retry", Message.objects.filter(inbox=scenario.mine))
    assert "2 messages queued again." in page
    assert "1 message not queued again: Only a failed or unconfirmed message" in page
    assert not Message.objects.filter(inbox=scenario.mine, status__in=["failed", "unconfirmed"]).exists()
    order = Message.objects.filter(inbox=scenario.mine, direction="outbound").order_by("lane_position")
    assert [message.content.split()[-1] for message in order] == ["queued", "failed", "unconfirmed"]


def test_confirm_takes_only_what_is_unconfirmed(browse: Browse, scenario: Scenario) -> None:
    page = run(browse("agent"), "message", "confirm", Message.objects.filter(inbox=scenario.mine))
    assert "1 message marked as arrived." in page
    assert Message.objects.get(content="lamp answer unconfirmed").status == "sent"


def test_the_page_of_a_failed_message_explains_and_retries(browse: Browse, scenario: Scenario) -> None:
    message, client = Message.objects.get(inbox=scenario.mine, status="failed"), browse("agent")
    page = text(client.get(page_url("messaging_message", message.pk)))
    for words in ("Not on WhatsApp", "The number has no account.", "Call instead.", "131026", "Sending"):
        assert words in page
    data = {"action": "retry", "_selected_action": message.pk, "_page": "1"}
    after = client.post(list_url("messaging_message"), data)
    assert after["Location"] == page_url("messaging_message", message.pk)
    message.refresh_from_db()
    assert message.status == "queued"


def test_payload_is_readable_and_escaped(browse: Browse, scenario: Scenario) -> None:
    pk = Message.objects.get(inbox=scenario.mine, direction="inbound").pk
    page = text(browse("agent").get(page_url("messaging_message", pk)))
    assert "&lt;i&gt;lamp&lt;/i&gt;" in page
    assert "<i>lamp" not in page


# --- conversations ----------------------------------------------------------------------------


@pytest.fixture
def conversation(scenario: Scenario) -> Conversation:
    return Conversation.objects.get(inbox=scenario.mine)


def test_resolve_and_reopen(browse: Browse, conversation: Conversation) -> None:
    client = browse("agent")
    assert "1 conversation resolved." in run(client, "conversation", "resolve", [conversation])
    conversation.refresh_from_db()
    assert conversation.status == "resolved"
    assert "1 conversation open." in run(client, "conversation", "reopen", [conversation])


def test_reopen_says_that_there_is_another_open_one(
    browse: Browse, scenario: Scenario, conversation: Conversation
) -> None:
    set_conversation_status(conversation, "resolved", by=BY)
    Conversation.objects.create(inbox=scenario.mine, contact=conversation.contact)
    assert "already has another open conversation" in run(
        browse("agent"), "conversation", "reopen", [conversation]
    )


def test_assign_to_me_takes_nothing_from_a_colleague(
    browse: Browse, scenario: Scenario, conversation: Conversation
) -> None:
    client = browse("agent")
    assert "assigned to you" in run(client, "conversation", "assign_to_me", [conversation])
    conversation.refresh_from_db()
    assert conversation.assignee == scenario.agent
    page = run(browse("supervisor"), "conversation", "assign_to_me", [conversation])
    assert "alf has already taken this conversation." in page


def test_who_answers_is_shown_and_a_conversation_is_taken_over(
    browse: Browse, scenario: Scenario, conversation: Conversation
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(answered_by="Meta's Business Agent")
    client = browse("agent")
    assert "Meta&#x27;s Business Agent" in text(
        client.get(page_url("messaging_conversation", conversation.pk))
    )
    assert listed(client, conversation) == {"elsewhere": True, "here": False}
    assert "yours to answer" in run(client, "conversation", "take_over", [conversation])
    conversation.refresh_from_db()
    assert conversation.answered_by is None


@pytest.mark.parametrize("why", ["resolved", "window closed"])
def test_the_list_of_what_another_sender_answers_has_what_goes_on(
    browse: Browse, conversation: Conversation, why: str
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(answered_by="Meta's Business Agent")
    if why == "resolved":
        set_conversation_status(conversation, "resolved", by=BY)
    else:
        close_window(conversation)
    assert listed(browse("agent"), conversation) == {"elsewhere": False, "here": True}


def listed(client: Client, conversation: Conversation) -> dict[str, bool]:
    """By who is said to answer: whether the list has the conversation."""
    url, line = list_url("messaging_conversation"), f"/conversation/{conversation.pk}/"
    return {who: line in text(client.get(url, {"answered": who})) for who in ("elsewhere", "here")}


def changed_form(conversation: Conversation, **change: object) -> dict[str, object]:
    return {
        "status": conversation.status,
        "snoozed_until_0": "",
        "snoozed_until_1": "",
        "assignee": "",
        "team": "",
        "priority": conversation.priority,
        **change,
    }


def test_a_change_by_form_is_one_event(
    browse: Browse, scenario: Scenario, conversation: Conversation
) -> None:
    label, team = Label.objects.get(), Team.objects.get()
    before = FeedEvent.objects.filter(inbox=scenario.mine).exclude(kind="activity.created").count()
    form = changed_form(
        conversation,
        status="pending",
        assignee=scenario.agent.pk,
        team=team.pk,
        priority="high",
        labels=[label.pk],
    )
    response = browse("supervisor").post(page_url("messaging_conversation", conversation.pk), form)
    assert response.status_code == 302
    conversation.refresh_from_db()
    assert (conversation.status, conversation.assignee, conversation.team) == (
        "pending",
        scenario.agent,
        team,
    )
    assert (conversation.priority, list(conversation.labels.all())) == ("high", [label])
    changes = FeedEvent.objects.filter(inbox=scenario.mine).exclude(kind="activity.created")
    assert changes.count() == before + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"status": "snoozed"}, "snoozed_until"), ({"assignee": "stranger"}, "assignee")],
)
def test_refusals_are_said_at_the_field(
    browse: Browse, conversation: Conversation, change: dict[str, object], field: str
) -> None:
    if change.get("assignee"):
        change = {"assignee": an_agent().pk}
    response = browse("supervisor").post(
        page_url("messaging_conversation", conversation.pk), changed_form(conversation, **change)
    )
    assert response.context["adminform"].form.errors[field]


def test_a_conversation_that_a_colleague_took_meanwhile_is_not_taken_away(
    browse: Browse, scenario: Scenario, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the form and the action."""
    monkeypatch.setattr(
        "messaging.admin.conversations.check_assignee",
        lambda one, _: assign_conversation(one, scenario.admin, by=BY),
    )
    form = changed_form(conversation, assignee=scenario.agent.pk)
    url = page_url("messaging_conversation", conversation.pk)
    page = text(browse("supervisor").post(url, form, follow=True))
    assert "Ada has already taken this conversation." in page
    conversation.refresh_from_db()
    assert conversation.assignee == scenario.admin


# --- contacts ---------------------------------------------------------------------------------


def test_block_and_unblock(browse: Browse, conversation: Conversation) -> None:
    client = browse("supervisor")
    assert "1 contact blocked." in run(client, "contact", "block", [conversation.contact])
    assert Contact.objects.get(pk=conversation.contact_id).blocked
    assert "1 contact unblocked." in run(client, "contact", "unblock", [conversation.contact])


def test_an_agent_blocks_nobody(browse: Browse, conversation: Conversation) -> None:
    run(browse("agent"), "contact", "block", [conversation.contact])
    assert not Contact.objects.get(pk=conversation.contact_id).blocked


def test_renaming_a_contact_is_on_the_feed(
    browse: Browse, scenario: Scenario, conversation: Conversation
) -> None:
    url = page_url("messaging_contact", conversation.contact_id)
    client = browse("supervisor")
    form = {**form_of(client.get(url)), "name": "Ann Lee-Brown"}
    assert client.post(url, form).status_code == 302
    newest = FeedEvent.objects.filter(inbox=scenario.mine, kind="contact.updated").latest("seq")
    assert newest.payload["name"] == "Ann Lee-Brown"


# --- webhook calls ----------------------------------------------------------------------------


def test_a_call_is_processed_again(browse: Browse, scenario: Scenario) -> None:
    call = WebhookCall.objects.get(inbox=scenario.mine)
    # A field that is left alone on purpose.
    call.body = b'{"entry": [{"id": "1", "changes": [{"field": "flows", "value": {}}]}]}'
    call.save()
    page = run(browse("supervisor"), "webhookcall", "process_again", [call])
    assert "1 webhook call processed again." in page
    call.refresh_from_db()
    assert call.state == "ignored"


def test_a_call_that_cannot_be_read_says_so(browse: Browse, scenario: Scenario) -> None:
    call = WebhookCall.objects.create(
        inbox=scenario.mine, source="whatsapp_cloud", body=b"[]", state="failed"
    )
    assert "1 webhook call not processed again" in run(
        browse("admin"), "webhookcall", "process_again", [call]
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"a":"<b>x</b> \xc3\xbc"}', "&lt;b&gt;x&lt;/b&gt; ü"),
        (b"\xff\x00 no json <i>", "no json &lt;i&gt;"),
        (b'{"n":' + b"[" * 2000, "[[[["),
        (b'"' + b"x" * 150_000 + b'"', "more characters"),
    ],
)
def test_bodies_are_readable_whatever_they_are(
    browse: Browse, scenario: Scenario, body: bytes, shown: str
) -> None:
    call = WebhookCall.objects.create(inbox=scenario.mine, source="whatsapp_cloud", body=body, state="failed")
    assert shown in text(browse("supervisor").get(page_url("messaging_webhookcall", call.pk)))
    raw = browse("supervisor").get(reverse("admin:messaging_webhookcall_raw", args=[call.pk]))
    assert raw.content == body
    assert raw["Content-Type"] == "application/octet-stream"
    assert "attachment" in raw["Content-Disposition"]


# --- outbox -----------------------------------------------------------------------------------


def test_deliver_now_ends_the_wait_of_a_lane(browse: Browse, conversation: Conversation) -> None:
    later = timezone.now() + timedelta(minutes=5)
    OutboxLane.objects.filter(pk=conversation.pk).update(due_at=later)
    Message.objects.filter(conversation=conversation, status="queued").update(next_attempt_at=later)
    page = run(browse("supervisor"), "outboxlane", "deliver", [OutboxLane.objects.get(pk=conversation.pk)])
    assert "1 outbox lane due now." in page
    assert OutboxLane.objects.get(pk=conversation.pk).due_at <= timezone.now()
    assert Message.objects.get(conversation=conversation, status="queued").next_attempt_at is None


def test_deliver_now_leaves_a_lane_that_is_being_handed_over(
    browse: Browse, conversation: Conversation
) -> None:
    later = timezone.now() + timedelta(minutes=5)
    OutboxLane.objects.filter(pk=conversation.pk).update(
        due_at=later, lease_token=uuid.uuid4(), lease_until=later
    )
    page = run(browse("supervisor"), "outboxlane", "deliver", [OutboxLane.objects.get(pk=conversation.pk)])
    assert "not due now" in page
    assert OutboxLane.objects.get(pk=conversation.pk).due_at == later


# --- texts, labels, teams ---------------------------------------------------------------------


def test_a_canned_response_is_made_changed_and_deleted(browse: Browse) -> None:
    client = browse("supervisor")
    add = reverse("admin:messaging_cannedresponse_add")
    client.post(add, {"shortcode": "bye", "content": "Good bye!"})
    canned = CannedResponse.objects.get(shortcode="bye")
    client.post(page_url("messaging_cannedresponse", canned.pk), {"shortcode": "bye", "content": "Bye!"})
    canned.refresh_from_db()
    assert canned.content == "Bye!"
    client.post(reverse("admin:messaging_cannedresponse_delete", args=[canned.pk]), {"post": "yes"})
    assert not CannedResponse.objects.filter(shortcode="bye").exists()


def test_what_hangs_on_a_label_changes_with_it(
    browse: Browse, scenario: Scenario, conversation: Conversation
) -> None:
    label, client = Label.objects.get(), browse("supervisor")
    conversation.labels.add(label)
    client.post(page_url("messaging_label", label.pk), {"name": "very urgent", "color": "#00AA00"})
    assert newest_of(conversation).payload["labels"][0]["name"] == "very urgent"
    data = {"action": "delete_selected", "_selected_action": label.pk, "post": "yes"}
    client.post(list_url("messaging_label"), data)
    assert not Label.objects.exists()
    assert newest_of(conversation).payload["labels"] == []


def newest_of(conversation: Conversation) -> FeedEvent:
    return FeedEvent.objects.filter(conversation_id=conversation.pk, kind="conversation.updated").latest(
        "seq"
    )


def test_a_label_s_colour_is_a_colour(browse: Browse) -> None:
    response = browse("supervisor").post(reverse("admin:messaging_label_add"), {"name": "x", "color": "red;"})
    assert response.context["adminform"].form.errors["color"]


def test_a_team_is_made_and_deleted(browse: Browse, scenario: Scenario) -> None:
    client = browse("supervisor")
    client.post(reverse("admin:messaging_team_add"), {"name": "Day shift", "agents": [scenario.agent.pk]})
    team = Team.objects.get(name="Day shift")
    assert list(team.agents.all()) == [scenario.agent]
    client.post(reverse("admin:messaging_team_delete", args=[team.pk]), {"post": "yes"})
    assert not Team.objects.filter(name="Day shift").exists()


# --- agents -----------------------------------------------------------------------------------


def agent_form(agent: Agent, **change: object) -> dict[str, object]:
    return {
        "username": agent.username,
        "role": agent.role,
        "availability_choice": agent.availability_choice,
        "is_active": "on",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **change,
    }


def test_an_agent_is_made_and_may_log_in(browse: Browse, scenario: Scenario) -> None:
    form = {
        "username": "nia",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": "agent",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-inbox": scenario.mine.pk,
    }
    assert browse("admin").post(reverse("admin:messaging_agent_add"), form).status_code == 302
    nia = Agent.objects.get(username="nia")
    assert nia.check_password(PASSWORD)
    assert list(nia.inboxes.all()) == [scenario.mine]


def test_another_role_tells_every_inbox_s_guard(browse: Browse, scenario: Scenario) -> None:
    before = {inbox.pk: inbox.feed_head.seq for inbox in (scenario.mine, scenario.theirs)}
    form = agent_form(
        scenario.supervisor,
        role="agent",
        **{"memberships-TOTAL_FORMS": "1", "memberships-0-inbox": scenario.mine.pk},
    )
    assert browse("admin").post(page_url("messaging_agent", scenario.supervisor.pk), form).status_code == 302
    for inbox in (scenario.mine, scenario.theirs):
        kinds = FeedEvent.objects.filter(inbox=inbox, seq__gt=before[inbox.pk]).values_list("kind", flat=True)
        assert "inbox.updated" in kinds
    assert InboxMember.objects.filter(agent=scenario.supervisor, inbox=scenario.mine).exists()


def test_only_a_superuser_touches_a_superuser(browse: Browse, scenario: Scenario) -> None:
    root = an_agent("admin", username="root", is_staff=True, is_superuser=True)
    client = browse("admin")
    assert client.get(page_url("messaging_agent", root.pk)).status_code == 200
    assert client.post(page_url("messaging_agent", root.pk), agent_form(root)).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(password, {"password1": "x" * 12, "password2": "x" * 12}).status_code == 403
    form = agent_form(scenario.admin, is_superuser="on")
    client.post(page_url("messaging_agent", scenario.admin.pk), form)
    scenario.admin.refresh_from_db()
    assert not scenario.admin.is_superuser


def test_another_password_by_the_form(
    browse: Browse, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed_by = []

    def noting(agent: Agent, password: str | None, *, keep_tokens: bool, by: Actor) -> Agent:
        changed_by.append(by)
        return set_password(agent, password, keep_tokens=keep_tokens, by=by)

    monkeypatch.setattr("messaging.admin.agents.set_password", noting)
    url = reverse("admin:auth_user_password_change", args=[scenario.agent.pk])
    new = "another horse battery"
    form = {"password1": new, "password2": new, "usable_password": "true", "set-password": "1"}
    assert browse("admin").post(url, form).status_code == 302
    scenario.agent.refresh_from_db()
    assert scenario.agent.check_password(new)
    assert changed_by == [Actor.agent(scenario.admin)]


LAST = "Nobody else is an admin who can log in. Make somebody else an admin first."


def test_the_last_admin_is_told_who_has_to_come_first(browse: Browse, scenario: Scenario) -> None:
    client, page = browse("admin"), page_url("messaging_agent", scenario.admin.pk)
    assert LAST in text(client.post(page, agent_form(scenario.admin, role="supervisor"), follow=True))
    password = reverse("admin:auth_user_password_change", args=[scenario.admin.pk])
    form = {"usable_password": "false", "unset-password": "1"}
    assert LAST in text(client.post(password, form, follow=True))
    scenario.admin.refresh_from_db()
    assert (scenario.admin.role, scenario.admin.has_usable_password()) == ("admin", True)
    # With somebody else it is as it was.
    an_agent("admin", is_staff=True)
    assert client.post(page, agent_form(scenario.admin, role="supervisor")).status_code == 302
    scenario.admin.refresh_from_db()
    assert scenario.admin.role == "supervisor"


def test_too_many_failed_logins_are_answered_429(db: None, client: Client, settings: object) -> None:
    an_agent(username="leo", is_staff=True)
    form = {"username": "leo", "password": "wrong"}
    codes = [client.post(reverse("admin:login"), form).status_code for _ in range(6)]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert client.post(reverse("admin:login"), {**form, "password": PASSWORD}).status_code == 429


def test_what_a_colleague_has_not_sent_yet_is_theirs(browse: Browse, scenario: Scenario) -> None:
    an_upload(scenario.mine, scenario.admin, filename="private.png")
    assert "private.png" in text(browse("admin").get(list_url("messaging_attachment")))
    assert "private.png" not in text(browse("supervisor").get(list_url("messaging_attachment")))
