"""Buttons and forms that change something: each says what it did and what it did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.actions.conversations import assign_conversation, set_conversation_status
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
from tests.database.admin.conftest import Desk, form_of, list_url, page_url, text
from tests.desk import PASSWORD, an_agent, an_upload

Browse = Callable[[str], Client]


def run(client: Client, model: str, action: str, rows: Iterable[object], **more: str) -> str:
    """The page after a list action."""
    chosen = [row.pk for row in rows]  # type: ignore[attr-defined]
    data = {"action": action, "_selected_action": chosen, **more}
    return text(client.post(list_url(f"messaging_{model}"), data, follow=True))


# --- messages ---------------------------------------------------------------------------------


def test_retry_takes_what_failed_and_says_why_not_the_rest(browse: Browse, desk: Desk) -> None:
    page = run(browse("agent"), "message", "retry", Message.objects.filter(inbox=desk.mine))
    assert "2 messages queued again." in page
    assert "1 message not queued again: Only a failed or unconfirmed message" in page
    assert not Message.objects.filter(inbox=desk.mine, status__in=["failed", "unconfirmed"]).exists()
    order = Message.objects.filter(inbox=desk.mine, direction="outbound").order_by("lane_position")
    assert [message.content.split()[-1] for message in order] == ["queued", "failed", "unconfirmed"]


def test_confirm_takes_only_what_is_unconfirmed(browse: Browse, desk: Desk) -> None:
    page = run(browse("agent"), "message", "confirm", Message.objects.filter(inbox=desk.mine))
    assert "1 message marked as arrived." in page
    assert Message.objects.get(content="lamp answer unconfirmed").status == "sent"


def test_the_page_of_a_failed_message_explains_and_retries(browse: Browse, desk: Desk) -> None:
    message, client = Message.objects.get(inbox=desk.mine, status="failed"), browse("agent")
    page = text(client.get(page_url("messaging_message", message.pk)))
    for words in ("Not on WhatsApp", "The number has no account.", "Call instead.", "131026", "Sending"):
        assert words in page
    data = {"action": "retry", "_selected_action": message.pk, "_page": "1"}
    after = client.post(list_url("messaging_message"), data)
    assert after["Location"] == page_url("messaging_message", message.pk)
    message.refresh_from_db()
    assert message.status == "queued"


def test_payload_is_readable_and_escaped(browse: Browse, desk: Desk) -> None:
    pk = Message.objects.get(inbox=desk.mine, direction="inbound").pk
    page = text(browse("agent").get(page_url("messaging_message", pk)))
    assert "&lt;i&gt;lamp&lt;/i&gt;" in page
    assert "<i>lamp" not in page


# --- conversations ----------------------------------------------------------------------------


@pytest.fixture
def conversation(desk: Desk) -> Conversation:
    return Conversation.objects.get(inbox=desk.mine)


def test_resolve_and_reopen(browse: Browse, conversation: Conversation) -> None:
    client = browse("agent")
    assert "1 conversation resolved." in run(client, "conversation", "resolve", [conversation])
    conversation.refresh_from_db()
    assert conversation.status == "resolved"
    assert "1 conversation open." in run(client, "conversation", "reopen", [conversation])


def test_reopen_says_that_there_is_another_open_one(
    browse: Browse, desk: Desk, conversation: Conversation
) -> None:
    set_conversation_status(conversation, "resolved")
    Conversation.objects.create(inbox=desk.mine, contact=conversation.contact)
    assert "already has another open conversation" in run(
        browse("agent"), "conversation", "reopen", [conversation]
    )


def test_assign_to_me_takes_nothing_from_a_colleague(
    browse: Browse, desk: Desk, conversation: Conversation
) -> None:
    client = browse("agent")
    assert "assigned to you" in run(client, "conversation", "assign_to_me", [conversation])
    conversation.refresh_from_db()
    assert conversation.assignee == desk.agent
    page = run(browse("supervisor"), "conversation", "assign_to_me", [conversation])
    assert "alf has already taken this conversation." in page


def triage(conversation: Conversation, **change: object) -> dict[str, object]:
    return {
        "status": conversation.status,
        "snoozed_until_0": "",
        "snoozed_until_1": "",
        "assignee": "",
        "team": "",
        "priority": conversation.priority,
        **change,
    }


def test_triage_by_form_is_one_event(browse: Browse, desk: Desk, conversation: Conversation) -> None:
    label, team = Label.objects.get(), Team.objects.get()
    before = FeedEvent.objects.filter(inbox=desk.mine).count()
    form = triage(
        conversation,
        status="pending",
        assignee=desk.agent.pk,
        team=team.pk,
        priority="high",
        labels=[label.pk],
    )
    response = browse("supervisor").post(page_url("messaging_conversation", conversation.pk), form)
    assert response.status_code == 302
    conversation.refresh_from_db()
    assert (conversation.status, conversation.assignee, conversation.team) == ("pending", desk.agent, team)
    assert (conversation.priority, list(conversation.labels.all())) == ("high", [label])
    assert FeedEvent.objects.filter(inbox=desk.mine).count() == before + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"status": "snoozed"}, "snoozed_until"), ({"assignee": "stranger"}, "assignee")],
)
def test_triage_refusals_are_said_at_the_field(
    browse: Browse, conversation: Conversation, change: dict[str, object], field: str
) -> None:
    if change.get("assignee"):
        change = {"assignee": an_agent().pk}
    response = browse("supervisor").post(
        page_url("messaging_conversation", conversation.pk), triage(conversation, **change)
    )
    assert response.context["adminform"].form.errors[field]


def test_a_conversation_that_a_colleague_took_meanwhile_is_not_taken_away(
    browse: Browse, desk: Desk, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the form and the action."""
    monkeypatch.setattr(
        "messaging.admin.conversations.check_assignee", lambda one, _: assign_conversation(one, desk.admin)
    )
    form = triage(conversation, assignee=desk.agent.pk)
    url = page_url("messaging_conversation", conversation.pk)
    page = text(browse("supervisor").post(url, form, follow=True))
    assert "Ada has already taken this conversation." in page
    conversation.refresh_from_db()
    assert conversation.assignee == desk.admin


# --- contacts ---------------------------------------------------------------------------------


def test_block_and_unblock(browse: Browse, conversation: Conversation) -> None:
    client = browse("supervisor")
    assert "1 contact blocked." in run(client, "contact", "block", [conversation.contact])
    assert Contact.objects.get(pk=conversation.contact_id).blocked
    assert "1 contact unblocked." in run(client, "contact", "unblock", [conversation.contact])


def test_an_agent_blocks_nobody(browse: Browse, conversation: Conversation) -> None:
    run(browse("agent"), "contact", "block", [conversation.contact])
    assert not Contact.objects.get(pk=conversation.contact_id).blocked


def test_renaming_a_contact_is_on_the_feed(browse: Browse, desk: Desk, conversation: Conversation) -> None:
    url = page_url("messaging_contact", conversation.contact_id)
    client = browse("supervisor")
    form = {**form_of(client.get(url)), "name": "Ann Lee-Brown"}
    assert client.post(url, form).status_code == 302
    newest = FeedEvent.objects.filter(inbox=desk.mine, kind="contact.updated").latest("seq")
    assert newest.payload["name"] == "Ann Lee-Brown"


# --- webhook calls ----------------------------------------------------------------------------


def test_a_call_is_processed_again(browse: Browse, desk: Desk) -> None:
    call = WebhookCall.objects.get(inbox=desk.mine)
    # A field that is left alone on purpose.
    call.body = b'{"entry": [{"id": "1", "changes": [{"field": "calls", "value": {}}]}]}'
    call.save()
    page = run(browse("supervisor"), "webhookcall", "process_again", [call])
    assert "1 webhook call processed again." in page
    call.refresh_from_db()
    assert call.state == "ignored"


def test_a_call_that_cannot_be_read_says_so(browse: Browse, desk: Desk) -> None:
    call = WebhookCall.objects.create(inbox=desk.mine, source="whatsapp_cloud", body=b"[]", state="failed")
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
def test_bodies_are_readable_whatever_they_are(browse: Browse, desk: Desk, body: bytes, shown: str) -> None:
    call = WebhookCall.objects.create(inbox=desk.mine, source="whatsapp_cloud", body=body, state="failed")
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
    OutboxLane.objects.filter(pk=conversation.pk).update(due_at=later, lease_until=later)
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
    browse: Browse, desk: Desk, conversation: Conversation
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


def test_a_team_is_made_and_deleted(browse: Browse, desk: Desk) -> None:
    client = browse("supervisor")
    client.post(reverse("admin:messaging_team_add"), {"name": "Day shift", "agents": [desk.agent.pk]})
    team = Team.objects.get(name="Day shift")
    assert list(team.agents.all()) == [desk.agent]
    client.post(reverse("admin:messaging_team_delete", args=[team.pk]), {"post": "yes"})
    assert not Team.objects.filter(name="Day shift").exists()


# --- agents -----------------------------------------------------------------------------------


def agent_form(agent: Agent, **change: object) -> dict[str, object]:
    return {
        "username": agent.username,
        "role": agent.role,
        "is_active": "on",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **change,
    }


def test_an_agent_is_made_and_may_log_in(browse: Browse, desk: Desk) -> None:
    form = {
        "username": "nia",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": "agent",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-inbox": desk.mine.pk,
    }
    assert browse("admin").post(reverse("admin:messaging_agent_add"), form).status_code == 302
    nia = Agent.objects.get(username="nia")
    assert nia.check_password(PASSWORD)
    assert list(nia.inboxes.all()) == [desk.mine]


def test_another_role_tells_every_inbox_s_guard(browse: Browse, desk: Desk) -> None:
    before = {inbox.pk: inbox.feed_head.seq for inbox in (desk.mine, desk.theirs)}
    form = agent_form(
        desk.supervisor,
        role="agent",
        **{"memberships-TOTAL_FORMS": "1", "memberships-0-inbox": desk.mine.pk},
    )
    assert browse("admin").post(page_url("messaging_agent", desk.supervisor.pk), form).status_code == 302
    for inbox in (desk.mine, desk.theirs):
        kinds = FeedEvent.objects.filter(inbox=inbox, seq__gt=before[inbox.pk]).values_list("kind", flat=True)
        assert "inbox.updated" in kinds
    assert InboxMember.objects.filter(agent=desk.supervisor, inbox=desk.mine).exists()


def test_only_a_superuser_touches_a_superuser(browse: Browse, desk: Desk) -> None:
    root = an_agent("admin", username="root", is_staff=True, is_superuser=True)
    client = browse("admin")
    assert client.get(page_url("messaging_agent", root.pk)).status_code == 200
    assert client.post(page_url("messaging_agent", root.pk), agent_form(root)).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(password, {"password1": "x" * 12, "password2": "x" * 12}).status_code == 403
    form = agent_form(desk.admin, is_superuser="on")
    client.post(page_url("messaging_agent", desk.admin.pk), form)
    desk.admin.refresh_from_db()
    assert not desk.admin.is_superuser


def test_another_password_by_the_form(browse: Browse, desk: Desk) -> None:
    url = reverse("admin:auth_user_password_change", args=[desk.agent.pk])
    new = "another horse battery"
    form = {"password1": new, "password2": new, "usable_password": "true", "set-password": "1"}
    assert browse("admin").post(url, form).status_code == 302
    desk.agent.refresh_from_db()
    assert desk.agent.check_password(new)


def test_too_many_failed_logins_are_answered_429(db: None, client: Client, settings: object) -> None:
    an_agent(username="leo", is_staff=True)
    form = {"username": "leo", "password": "wrong"}
    codes = [client.post(reverse("admin:login"), form).status_code for _ in range(6)]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert client.post(reverse("admin:login"), {**form, "password": PASSWORD}).status_code == 429


def test_what_a_colleague_has_not_sent_yet_is_theirs(browse: Browse, desk: Desk) -> None:
    an_upload(desk.mine, desk.admin, filename="private.png")
    assert "private.png" in text(browse("admin").get(list_url("messaging_attachment")))
    assert "private.png" not in text(browse("supervisor").get(list_url("messaging_attachment")))
