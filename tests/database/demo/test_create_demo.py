"""`create_demo`: once, for this address, and every count agrees with the rows."""

from __future__ import annotations

import json
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone
from knox.auth import TokenAuthentication

from messaging.actions.people import add_canned_response
from messaging.feed.positions import heads
from messaging.management.demo import create_demo
from messaging.management.demo.shop import ADDRESS
from messaging.models import (
    Activity,
    Agent,
    Attachment,
    CannedResponse,
    Contact,
    ContactNote,
    ContactSearchEntry,
    Conversation,
    FeedEvent,
    Inbox,
    Measurement,
    Mention,
    Message,
    MessageSearchEntry,
    OutboxLane,
    Reaction,
    SavedView,
    StatusChange,
    Template,
)
from messaging.queries import canned_uses, unread_count
from messaging.serializers import AgentShortSerializer, TeamSerializer
from simulator.demo.scripts import read_scripts
from simulator.models import (
    SimulatedCustomer,
    SimulatedMedia,
    SimulatedMessage,
    SimulatedNumber,
    SimulatedTemplate,
)
from tests.factories import BY
from tests.shared_rows import Shared, shared

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:8123"
Demo = dict[str, Any]
KEYS = {"url", "username", "password", "api_token", "webhook_secret", "inbox"}


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR / "demo.json"


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the shared demo wrote: `VAR_DIR` as it left it."""
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture(scope="module")
def shared_demo(django_db_setup: None, django_db_blocker: Any, where: Path) -> Iterator[Shared[Demo]]:
    def build() -> Demo:
        shutil.rmtree(where, ignore_errors=True)
        with override_settings(VAR_DIR=where):
            return dict(create_demo(URL))

    yield from shared(build, django_db_blocker)


@pytest.fixture
def demo(shared_demo: Shared[Demo], db: None, where: Path, var: Path) -> Demo:
    rows = shared_demo.rows()
    shutil.copytree(where, var.parent)
    return rows


def inbox() -> Inbox:
    return Inbox.objects.get(address=ADDRESS)


def test_the_file_holds_the_contract_and_is_private(demo: Demo, var: Path) -> None:
    assert json.loads(var.read_text()) == demo
    assert stat.S_IMODE(var.stat().st_mode) == 0o600
    assert set(demo) == KEYS | {"agents"}
    assert demo["url"] == URL
    assert demo["inbox"] == {"id": inbox().pk, "address": ADDRESS}
    assert demo["webhook_secret"] == inbox().config["webhook_secret"]
    assert [path.name for path in var.parent.iterdir()] == ["demo.json"]


def test_three_agents_with_random_passwords(demo: Demo) -> None:
    visitor = Agent.objects.get(username=demo["username"])
    assert visitor.check_password(demo["password"])
    assert (visitor.role, visitor.is_staff, visitor.is_superuser) == ("admin", True, True)
    for colleague in demo["agents"]:
        agent = Agent.objects.get(username=colleague["username"])
        assert agent.check_password(colleague["password"])
        assert (agent.role, agent.is_staff, agent.is_superuser) == ("agent", True, False)
    assert set(inbox().members.values_list("username", flat=True)) == {"demo", "mia", "jonas"}
    assert len({demo["password"], *(one["password"] for one in demo["agents"])}) == 3


def test_the_token_lets_the_demo_user_in(demo: Demo) -> None:
    agent, _ = TokenAuthentication().authenticate_credentials(demo["api_token"].encode())
    assert agent.username == "demo"


def test_the_inbox_is_an_ordinary_one_at_the_fake_meta(demo: Demo) -> None:
    config = inbox().config
    assert inbox().is_default
    assert config["graph_base_url"] == f"{URL}/simulator/graph"
    number = SimulatedNumber.objects.get()
    assert number.phone_number_id == config["phone_number_id"] == inbox().route
    assert (number.app_secret, number.access_token) == (config["app_secret"], config["access_token"])
    assert number.verify_token == config["verify_token"]
    assert number.webhook_url == f"{URL}/webhooks/whatsapp/{inbox().pk}/"


def test_a_second_call_changes_nothing(demo: Demo, var: Path) -> None:
    before, messages = var.read_bytes(), Message.objects.count()
    assert create_demo(URL + "/") == demo
    assert var.read_bytes() == before
    assert (Message.objects.count(), Agent.objects.count(), Inbox.objects.count()) == (messages, 3, 1)


def test_another_port_is_followed(demo: Demo, var: Path) -> None:
    moved = create_demo("http://127.0.0.1:9000")
    assert moved == demo | {"url": "http://127.0.0.1:9000"}
    assert json.loads(var.read_text()) == moved
    assert stat.S_IMODE(var.stat().st_mode) == 0o600
    assert inbox().settings["graph_base_url"] == "http://127.0.0.1:9000/simulator/graph"
    assert SimulatedNumber.objects.get().webhook_url.startswith("http://127.0.0.1:9000/webhooks/")
    assert inbox().config["app_secret"] == SimulatedNumber.objects.get().app_secret


def test_an_inbox_that_was_given_to_the_real_meta_is_left_there(demo: Demo) -> None:
    row = inbox()
    row.settings = {**row.settings, "graph_base_url": "https://graph.facebook.com"}
    row.save(update_fields=["settings"])
    create_demo("http://127.0.0.1:9000")
    assert inbox().settings["graph_base_url"] == "https://graph.facebook.com"


@pytest.mark.parametrize("damage", ["missing", "not json", '{"url": 1}', "[]", '{"inbox": {"id": 0}}'])
def test_a_lost_file_gets_new_logins_for_the_same_demo(demo: Demo, var: Path, damage: str) -> None:
    var.unlink() if damage == "missing" else var.write_text(damage)
    again = dict(create_demo(URL))
    assert again["inbox"] == demo["inbox"]
    assert again["webhook_secret"] == demo["webhook_secret"]
    assert again["password"] != demo["password"]
    assert Agent.objects.get(username="demo").check_password(again["password"])
    assert TokenAuthentication().authenticate_credentials(again["api_token"].encode())
    assert (Agent.objects.count(), Inbox.objects.count()) == (3, 1)
    assert json.loads(var.read_text()) == again


def test_a_file_of_another_database_is_not_believed(demo: Demo, var: Path) -> None:
    var.write_text(json.dumps(demo | {"inbox": {"id": demo["inbox"]["id"] + 1, "address": ADDRESS}}))
    assert create_demo(URL)["inbox"] == demo["inbox"]


def test_every_script_is_a_conversation(demo: Demo) -> None:
    known = read_scripts()
    assert Conversation.objects.count() == len(known)
    assert Contact.objects.count() == len({script.person for script in known})
    assert Message.objects.exclude(kind="note").count() == sum(len(script.lines) for script in known)
    assert not Message.objects.filter(content="").exists()


def test_what_is_in_the_demo_is_found(demo: Demo) -> None:
    there = Message.objects.filter(revoked_at=None)
    assert MessageSearchEntry.objects.count() == there.count()
    assert ContactSearchEntry.objects.count() == Contact.objects.count()


def test_the_denormalised_columns_agree_with_the_rows(demo: Demo) -> None:
    for conversation in Conversation.objects.select_related("last_message"):
        # A note is neither the last line of a row nor its last activity.
        lines = conversation.messages.exclude(direction="note")
        newest = lines.order_by("-timestamp", "-id").first()
        assert newest is not None
        assert conversation.last_message == newest
        assert conversation.last_activity_at == newest.timestamp
        assert conversation.unread == unread_count(conversation, conversation.seen_up_to)
        inbound = conversation.messages.filter(direction="inbound").order_by("-timestamp").first()
        assert inbound is not None
        assert conversation.window_closes_at == inbound.timestamp + timedelta(hours=24)
    assert Conversation.objects.filter(unread__gt=0).count() >= 8


def test_who_waits_since_when_agrees_with_the_rows(demo: Demo) -> None:
    """Otherwise the first answer to a demo customer would be measured wrongly, or not at all."""
    waiting = 0
    for row in Conversation.objects.all():
        assert (row.resolved_at is not None) == (row.status == "resolved"), row.pk
        shown = row.messages.exclude(status="held").exclude(direction="note").order_by("-timestamp", "-id")
        last = shown.first()
        wants = last is not None and last.direction == "inbound" and row.status != "resolved"
        assert (row.waiting_since is not None) == wants, row.pk
        waiting += wants
    assert waiting
    assert Conversation.objects.exclude(first_reply_at=None).exists()


def test_what_was_measured_agrees_with_the_rows(demo: Demo) -> None:
    kinds = Counter(Measurement.objects.values_list("kind", flat=True))
    assert kinds["first_reply"] == Conversation.objects.filter(first_reply_at__isnull=False).count() > 20
    resolved = Activity.objects.filter(verb="resolved")
    assert kinds["resolution"] == resolved.count() > Conversation.objects.filter(status="resolved").count()
    ends = Measurement.objects.filter(kind="resolution").values_list("conversation", "at")
    assert set(ends) == set(resolved.values_list("conversation", "at"))
    ended = Measurement.objects.filter(kind="first_reply").values_list("conversation", "at")
    assert set(ended) <= set(Conversation.objects.values_list("pk", "first_reply_at"))
    assert kinds["next_reply"] > 20


def test_what_was_done_led_to_what_there_is(demo: Demo, subtests: pytest.Subtests) -> None:
    """Each thing that was done begins where the one before it ended, and the last one is how it stands."""
    now = timezone.now()
    for row in Conversation.objects.select_related("assignee", "team").prefetch_related("labels"):
        with subtests.test(customer=row.contact.name):
            stands: dict[str, Any] = dict.fromkeys(("status", "assigned", "team_assigned", "labels_added"))
            stands["priority_changed"] = "normal"
            for done in row.activities.order_by("at", "id"):
                assert row.created_at <= done.at <= now
                what = (
                    "status" if isinstance(done.after, str) and done.verb != "priority_changed" else done.verb
                )
                if done.verb != "opened":
                    assert done.before == stands[what]
                stands[what] = done.after
            assert stands == {
                "status": row.status,
                "assigned": row.assignee and dict(AgentShortSerializer(row.assignee).data),
                "team_assigned": row.team and dict(TeamSerializer(row.team).data),
                "labels_added": sorted(label.name for label in row.labels.all()) or None,
                "priority_changed": row.priority,
            }
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert {"reopened", "snoozed", "set_pending", "team_assigned"} <= verbs
    assert Activity.objects.filter(verb="assigned", before__isnull=False).exists()
    assert Conversation.objects.filter(assignee=None, team__isnull=False).unresolved().exists()


def test_the_visitor_finds_what_colleagues_ask_them(demo: Demo) -> None:
    visitor = Agent.objects.get(username=demo["username"])
    unread = Mention.objects.unread().filter(agent=visitor)
    assert unread.count() == 1
    for row in Conversation.objects.exclude(mentioned=[]):
        rows = Mention.objects.filter(conversation=row).order_by("agent")
        assert row.mentioned == [{"agent": one.agent_id, "unread": 0 if one.read_at else 1} for one in rows]
    assert ContactNote.objects.exists()


def test_ids_and_times_run_the_same_way(demo: Demo) -> None:
    for conversation in Conversation.objects.all():
        rows = list(conversation.messages.order_by("pk"))
        assert all(one.timestamp < other.timestamp for one, other in pairwise(rows))


def test_lanes_go_on_where_the_history_ends(demo: Demo) -> None:
    lanes = {lane.conversation_id: lane for lane in OutboxLane.objects.all()}
    for conversation in Conversation.objects.all():
        positions = conversation.messages.exclude(lane_position=None).order_by("pk")
        taken = list(positions.values_list("lane_position", flat=True))
        assert taken == list(range(1, len(taken) + 1))
        if taken:
            assert lanes[conversation.pk].last_position == len(taken)
            assert lanes[conversation.pk].due_at is None, "nothing of the past is sent again"


def test_the_past_makes_no_events(demo: Demo) -> None:
    assert set(FeedEvent.objects.values_list("kind", flat=True)) <= {"inbox.updated"}
    assert heads([inbox().pk])[inbox().pk].seq == FeedEvent.objects.count()


def test_failures_are_shown_as_real_ones_are(demo: Demo) -> None:
    failed = Message.objects.get(status="failed")
    assert failed.error is not None
    assert failed.error["code"] == "131026"
    unconfirmed = Message.objects.get(status="unconfirmed")
    assert unconfirmed.external_id is None
    assert unconfirmed.error
    polls = Message.objects.filter(kind="unsupported")
    assert {message.payload["unsupported"]["type"] for message in polls} == {"poll_creation"}


def test_every_kind_is_shown(demo: Demo) -> None:
    inbound = set(Message.objects.filter(direction="inbound").values_list("kind", flat=True))
    files = {"image", "video", "audio", "document", "sticker"}
    assert inbound == files | {"text", "button", "location", "contacts", "order", "unsupported"}
    assert set(Message.objects.filter(direction="outbound").values_list("kind", flat=True)) == {
        "text", "image", "template",
    }  # fmt: skip
    edited = Message.objects.exclude(edited_at=None).get()
    deleted = Message.objects.exclude(revoked_at=None).get()
    assert edited.revisions[0]["content"] != edited.content
    assert deleted.content
    assert set(Reaction.objects.values_list("emoji", "by", "contact__name")) == {
        ("👍", "contact", "Robin Ashworth"),
        ("❤️", "us", None),
    }
    assert Message.objects.get(origin="phone").author is None
    assert Message.objects.filter(reply_to__isnull=False).count() == 2
    assert Contact.objects.get(marketing="stop").name == "Victor Lindgren"


def test_files_are_here_and_at_the_fake_meta(demo: Demo) -> None:
    attachments = list(Attachment.objects.all())
    assert {one.kind for one in attachments} == {"image", "video", "audio", "document", "sticker"}
    for one in attachments:
        media = SimulatedMedia.objects.get(media_id=one.remote_id)
        with one.file.open() as ours, media.file.open() as theirs:
            assert ours.read() == theirs.read()
        assert (one.state, one.size, one.sha256) == ("ready", media.size, media.sha256)
        assert bool(one.thumbnail) == (one.kind in {"image", "sticker"})
    template = SimulatedMessage.objects.get(payload__template__name="order_ready")
    assert [button["type"] for button in template.payload["shown"]["buttons"]] == ["quick_reply"] * 2
    shown = SimulatedMessage.objects.filter(media__isnull=False)
    assert shown.count() == len(attachments)


def test_templates_are_the_same_on_both_sides(demo: Demo) -> None:
    ours = set(Template.objects.values_list("name", "language", "status", "external_id"))
    theirs = set(SimulatedTemplate.objects.values_list("name", "language", "status", "template_id"))
    assert ours == theirs
    assert {status for _, _, status, _ in ours} == {"APPROVED", "PAUSED", "REJECTED"}
    assert inbox().templates_synced_at


def test_a_message_is_held_behind_a_closed_window(demo: Demo) -> None:
    held = Message.objects.get(status="held")
    assert (held.lane_position, held.external_id, held.attempts) == (None, None, 0)
    assert held.conversation.window_closes_at is not None
    assert held.conversation.window_closes_at < held.timestamp
    assert held.conversation.messages.filter(kind="template").exists()


def test_timelines_end_in_the_status(demo: Demo) -> None:
    ends = {change.message_id: change.status for change in StatusChange.objects.order_by("at", "id")}
    ours = dict(Message.objects.filter(direction="outbound").values_list("pk", "status"))
    assert ends == ours


def test_the_phone_page_remembers_the_same_conversations(demo: Demo) -> None:
    assert SimulatedCustomer.objects.count() == Contact.objects.count()
    arrived = set(SimulatedMessage.objects.values_list("wamid", flat=True))
    ours = Message.objects.exclude(external_id=None)
    assert arrived == set(ours.values_list("external_id", flat=True))
    known = {row.wamid: row.callback_data for row in SimulatedMessage.objects.all()}
    for message in ours.filter(direction="outbound"):
        assert known[str(message.external_id)] == str(message.client_id)
    assert not SimulatedMessage.objects.exclude(next_status_at=None).exists()


def test_customer_and_contact_share_their_addresses(demo: Demo) -> None:
    for customer in SimulatedCustomer.objects.all():
        contact = Contact.objects.get(addresses__kind="bsuid", addresses__value=customer.bsuid)
        phones = contact.addresses.filter(kind="phone").values_list("value", flat=True)
        assert list(phones) == ([customer.wa_id] if customer.wa_id else [])


def test_the_command_prints_how_to_get_in() -> None:
    out = StringIO()
    call_command("create_demo", url=URL, stdout=out)
    demo = create_demo(URL)
    for value in (demo["url"], demo["username"], demo["password"], demo["api_token"]):
        assert str(value) in out.getvalue()


@pytest.mark.parametrize("url", ["http://console.example.com", "http://10.1.2.3:8000", "console"])
def test_an_address_at_which_no_token_may_be_sent_is_refused_in_words(
    settings: Any, var: Path, url: str
) -> None:
    settings.PUBLIC_URL = url
    with pytest.raises(CommandError, match=rf"^The demo cannot be at {url}\. [^\n]*--url[^\n]*\.$"):
        call_command("create_demo")
    assert not Inbox.objects.exists()
    assert not var.exists()


def test_a_demo_stays_where_it_is_when_it_cannot_move(demo: Demo) -> None:
    before = inbox().settings
    with pytest.raises(CommandError, match="cannot be at"):
        call_command("create_demo", url="http://console.example.com")
    assert inbox().settings == before
    assert create_demo(URL) == demo


def test_a_saved_view_for_everybody_and_one_of_the_visitor(demo: Demo) -> None:
    shared, own = SavedView.objects.order_by("owner_id", "pk"), Agent.objects.get(username=demo["username"])
    assert {(one.scope, one.owner_id) for one in shared} == {("shared", None), ("personal", own.pk)}
    client = Client()
    client.force_login(own, "django.contrib.auth.backends.ModelBackend")
    for one in shared:
        asked = {name: "true" if value is True else value for name, value in one.filters.items()}
        assert client.get("/api/conversations/", asked).json()["results"], one.name


def test_twelve_canned_responses_with_variables_a_file_and_buttons(demo: Demo) -> None:
    rows = CannedResponse.objects.prefetch_related("files")
    assert len(rows) == 12
    assert {row.scope for row in rows} == {"personal", "team", "shared"}
    assert sum("{{contact.first_name}}" in row.content for row in rows) >= 4
    assert [row.shortcode for row in rows if row.interactive] == ["delivered"]
    (file,) = (file for row in rows for file in row.files.all())
    assert file.file.read(4) == b"%PDF"
    file.file.close()
    # Ranked from the first day.
    assert max(canned_uses(inbox().pk).values()) > 20
    # As the actions would have written them.
    for row in rows:
        add_canned_response(row, by=BY)


def test_the_visitor_finds_a_draft_of_theirs(demo: Demo) -> None:
    visitor, client = Agent.objects.get(username=demo["username"]), Client()
    client.force_login(visitor, "django.contrib.auth.backends.ModelBackend")
    (draft,) = client.get("/api/drafts/").json()["results"]
    assert draft["content"]["text"].startswith("One more thing")
    # Where it is seen: in the list that opens first.
    mine = client.get("/api/conversations/", {"view": "mine", "status": "open"}).json()["results"]
    assert draft["conversation"] in {one["id"] for one in mine}
