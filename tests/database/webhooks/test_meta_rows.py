"""Every shape of docs/design/providers.md A5-A10, from the body to the public resources: once, and once more.

The door itself (signatures, routes, answers) is tested in `test_whatsapp_cloud`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.actions.updates.delivery_results import mark_sent
from messaging.models import Agent, Inbox, Job, WebhookCall
from messaging.transports.base import Accepted
from tests.database.webhooks import shown
from tests.database.webhooks.meta_inbox import (
    addresses,
    conversation,
    meta_inbox,
    of,
    once_more_changes_nothing,
    ours,
    post,
)
from tests.factories import BY
from tests.payloads import meta
from tests.payloads.meta.cases import Case, Person
from tests.payloads.meta.echoes import thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return meta_inbox(agent)


def prepare(inbox: Inbox, case: Case) -> None:
    if case.gives[0] == "Receipt":
        ours(inbox, case)
    post(inbox, *case.before)


def check_message(api: Client, case: Case) -> None:
    message, thread = shown.messages(api)[case.id], conversation(api)
    attributes, silent = case.attributes, case.attributes.get("silent", False)
    assert message["direction"] == "inbound"
    assert attributes.get("kind", message["kind"]) == message["kind"]
    assert attributes.get("content", message["content"]) == message["content"]
    assert attributes.get("payload", message["payload"]) == message["payload"]
    assert attributes.get("error.code") in {None, (message["error"] or {}).get("code")}
    assert len(message["attachments"]) == len(attributes.get("media", message["attachments"]))
    assert message["origin"] == ("history" if silent else "")
    assert (thread["unread"], thread["status"]) == ((0, "resolved") if silent else (1, "open"))
    assert set(thread["contact"]["addresses"]) >= addresses(case, *attributes.get("moved_to", ()))
    assert attributes.get("username", thread["contact"]["username"]) == thread["contact"]["username"]


def check_echo(api: Client, case: Case) -> None:
    message, thread = shown.messages(api)[case.id], conversation(api)
    assert message["direction"] == "outbound"
    assert message["origin"] == ("history" if case.attributes.get("silent") else "phone")
    for name in ("kind", "content", "status"):
        assert case.attributes.get(name, message[name]) == message[name]
    assert len(message["attachments"]) == len(case.attributes.get("media", message["attachments"]))
    assert (thread["unread"], thread["status"], thread["window"]["closes_at"]) == (0, "resolved", None)
    assert thread["last"] == message["content"]


def check_reaction(api: Client, case: Case) -> None:
    target = shown.messages(api)[case.attributes["target"]]
    side = "us" if case.attributes.get("by_us") else "contact"
    found = [(emoji, by) for emoji, by, _ in target["reactions"]]
    assert found == ([(case.attributes["emoji"], side)] if case.attributes["emoji"] else [])
    assert conversation(api)["unread"] <= 1


def check_edit(api: Client, case: Case) -> None:
    target = shown.messages(api)[case.attributes["target"]]
    assert target["content"] == case.attributes["content"]
    assert len(target["revisions"]) == 1
    assert target["edited_at"]
    assert len(shown.messages(api)) == 1
    assert conversation(api)["last"] == case.attributes["content"]
    if target["attachments"]:
        assert target["attachments"][0]["caption"] == case.attributes["content"]


def check_deletion(api: Client, case: Case) -> None:
    target = shown.messages(api)[case.attributes["target"]]
    assert target["revoked_at"]
    assert target["content"] in {"The first words", "First"}


def check_receipt(api: Client, case: Case) -> None:
    message = shown.messages(api)[case.id]
    line = case.attributes.get("status", message["status"])
    # Whoever listened to it has read it; that is a line of the timeline, and no status.
    assert message["status"] == ("read" if line == "played" else line)
    assert line in {entry[0] for entry in message["timeline"]}
    assert case.attributes.get("error.code") in {None, (message["error"] or {}).get("code")}
    assert set(conversation(api)["contact"]["addresses"]) >= addresses(case)


CHECKS: dict[str, Callable[[Client, Case], None]] = {
    "InboundMessage": check_message,
    "Echo": check_echo,
    "Reaction": check_reaction,
    "Edit": check_edit,
    "Deletion": check_deletion,
    "Receipt": check_receipt,
}


@of(*CHECKS)
def test_row(inbox: Inbox, api: Client, case: Case) -> None:
    prepare(inbox, case)
    post(inbox, case.change)
    CHECKS[case.gives[0]](api, case)
    assert WebhookCall.objects.latest("pk").state == "processed"
    once_more_changes_nothing(inbox, api, case)


@of("Reaction", "Edit", "Deletion")
def test_what_comes_before_its_message_waits_for_it(inbox: Inbox, api: Client, case: Case) -> None:
    post(inbox, case.change)
    assert not shown.messages(api)
    post(inbox, *case.before)
    CHECKS[case.gives[0]](api, case)


@of("Receipt")
def test_a_status_before_the_answer_waits_for_it(inbox: Inbox, api: Client, case: Case) -> None:
    message = ours(inbox, case, known=False)
    post(inbox, case.change)
    message.refresh_from_db()
    assert message.status == "sending"
    mark_sent(message, Accepted(case.id), by=BY)
    check_receipt(api, case)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_file_that_follows_is_as_if_it_had_come_at_once(
    inbox: Inbox, api: Client, order: tuple[int, ...]
) -> None:
    """With the edit of its caption, and what it answers."""
    name = "a file that follows"
    at = {"from": Person(name).wa_id, "timestamp": "1700000000"}
    quoted = at | {"id": "wamid.Q", "type": "text", "text": {"body": "Which one?"}}
    place = at | {"id": "wamid.F", "type": "media_placeholder", "context": {"id": "wamid.Q"}}
    image = {"id": "77", "mime_type": "image/jpeg", "caption": "This"}
    file = place | {"type": "image", "image": image}
    new = {"type": "image", "image": image | {"caption": "This one"}}
    edit = {"original_message_id": "wamid.F", "message": new}
    edit = at | {"id": "wamid.E", "timestamp": "1700000100", "type": "edit", "edit": edit}
    post(inbox, thread(name, quoted))
    changes = [thread(name, place), meta.change("history", messages=[file]), thread(name, edit)]
    post(inbox, *(changes[which] for which in order))
    found = shown.messages(api)["wamid.F"]
    assert (found["kind"], found["content"], found["reply_to"]) == ("image", "This one", "wamid.Q")
    assert found["payload"] == file | {"image": image | {"caption": "This one"}}
    assert [one["content"] for one in found["revisions"]] == ["This"]
    assert [one["caption"] for one in found["attachments"]] == ["This one"]
    assert Job.objects.filter(kind="fetch_media").count() == 1


def test_no_row_is_forgotten() -> None:
    known = {*CHECKS, "TemplateChange", "Notice", "Preference", "NumberChange", "Ignored"}
    assert {case.gives[0] for case in meta.CASES} == known
