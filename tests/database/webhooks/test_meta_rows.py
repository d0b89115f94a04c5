"""Every shape of providers.md A5-A10, from the body to the public resources: once, and once more.

The door itself (signatures, routes, answers) is tested in `test_whatsapp_cloud`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from messaging import ingest
from messaging.actions.sending import Draft, send_to
from messaging.actions.statuses import mark_sending, mark_sent
from messaging.feed import log
from messaging.models import Agent, Attachment, Errand, Inbox, Message, WebhookCall
from messaging.transports.base import Accepted
from tests.database.webhooks import shown
from tests.desk import a_template, an_inbox
from tests.payloads import meta
from tests.payloads.meta.cases import Case, Person
from tests.payloads.meta.echoes import thread

pytestmark = pytest.mark.django_db
BODY = {"type": "BODY", "text": "Hello"}


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    config = {"phone_number_id": meta.ROUTE, "waba_id": meta.WABA}
    inbox = an_inbox(agent, config=config, address=f"+{meta.BUSINESS}")
    for language in ("en_US", "he"):
        a_template(inbox, BODY, name="order_update", language=language, status="", category="", quality="")
    return inbox


def of(*kinds: str) -> Any:
    """The cases whose first item becomes one of these."""
    cases = [case for case in meta.CASES if case.gives[0] in kinds]
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def post(inbox: Inbox, *changes: Any) -> None:
    for change in changes:
        (outcome,) = ingest.write_each([ingest.provider_call(inbox, meta.body(meta.entry(change)))])
        assert isinstance(outcome, ingest.Outcome)
        assert not outcome.failed


def ours(inbox: Inbox, case: Case, *, known: bool = True) -> Message:
    """A message of the desk to the customer, handed over; `known`: the provider's answer is here."""
    message = send_to(inbox, case.customer.phone, Draft(author=None, content="Hello"))
    mark_sending(message)
    if known:
        mark_sent(message, Accepted(case.id))
    return message


def prepare(inbox: Inbox, case: Case) -> None:
    if case.gives[0] == "Receipt":
        ours(inbox, case)
    post(inbox, *case.before)


def addresses(case: Case, *also: Any) -> set[str]:
    named = (*case.says.get("identities", ()), *also)
    return {f"{one.kind} {one.value}" for one in named}


def conversation(api: Client) -> Any:
    (found,) = shown.conversations(api)
    return found


def check_message(api: Client, case: Case) -> None:
    message, thread = shown.messages(api)[case.id], conversation(api)
    says, silent = case.says, case.says.get("silent", False)
    assert message["direction"] == "inbound"
    assert says.get("kind", message["kind"]) == message["kind"]
    assert says.get("content", message["content"]) == message["content"]
    assert says.get("payload", message["payload"]) == message["payload"]
    assert says.get("error.code") in {None, (message["error"] or {}).get("code")}
    assert len(message["attachments"]) == len(says.get("media", message["attachments"]))
    assert message["origin"] == ("history" if silent else "")
    assert (thread["unread"], thread["status"]) == ((0, "resolved") if silent else (1, "open"))
    assert set(thread["contact"]["addresses"]) >= addresses(case, *says.get("moved_to", ()))
    assert says.get("username", thread["contact"]["username"]) == thread["contact"]["username"]


def check_echo(api: Client, case: Case) -> None:
    message, thread = shown.messages(api)[case.id], conversation(api)
    assert message["direction"] == "outbound"
    assert message["origin"] == ("history" if case.says.get("silent") else "phone")
    for name in ("kind", "content", "status"):
        assert case.says.get(name, message[name]) == message[name]
    assert len(message["attachments"]) == len(case.says.get("media", message["attachments"]))
    assert (thread["unread"], thread["status"], thread["window"]["closes_at"]) == (0, "resolved", None)
    assert thread["last"] == message["content"]


def check_reaction(api: Client, case: Case) -> None:
    target = shown.messages(api)[case.says["target"]]
    side = "us" if case.says.get("by_us") else "contact"
    found = [(emoji, by) for emoji, by, _ in target["reactions"]]
    assert found == ([(case.says["emoji"], side)] if case.says["emoji"] else [])
    assert conversation(api)["unread"] <= 1


def check_edit(api: Client, case: Case) -> None:
    target = shown.messages(api)[case.says["target"]]
    assert target["content"] == case.says["content"]
    assert len(target["revisions"]) == 1
    assert target["edited_at"]
    assert len(shown.messages(api)) == 1
    assert conversation(api)["last"] == case.says["content"]
    if target["attachments"]:
        assert target["attachments"][0]["caption"] == case.says["content"]


def check_revocation(api: Client, case: Case) -> None:
    target = shown.messages(api)[case.says["target"]]
    assert target["revoked_at"]
    assert target["content"] in {"The first words", "First"}


def check_receipt(api: Client, case: Case) -> None:
    message = shown.messages(api)[case.id]
    assert message["status"] == case.says.get("status", message["status"])
    assert message["status"] in {entry[0] for entry in message["timeline"]}
    assert case.says.get("error.code") in {None, (message["error"] or {}).get("code")}
    assert set(conversation(api)["contact"]["addresses"]) >= addresses(case)


CHECKS: dict[str, Callable[[Client, Case], None]] = {
    "InboundMessage": check_message,
    "Echo": check_echo,
    "Reaction": check_reaction,
    "Edit": check_edit,
    "Revocation": check_revocation,
    "Receipt": check_receipt,
}


@of(*CHECKS)
def test_row(inbox: Inbox, api: Client, case: Case) -> None:
    prepare(inbox, case)
    post(inbox, case.change)
    CHECKS[case.gives[0]](api, case)
    assert WebhookCall.objects.latest("pk").state == "processed"
    once_more_changes_nothing(inbox, api, case)


def once_more_changes_nothing(inbox: Inbox, api: Client, case: Case) -> None:
    before, head = shown.everything(api), log.heads()[inbox.pk].seq
    files, errands = Attachment.objects.count(), Errand.objects.filter(kind="fetch_media").count()
    post(inbox, *case.before, case.change)
    assert shown.everything(api) == before
    assert log.heads()[inbox.pk].seq == head
    assert Attachment.objects.count() == files == errands


@of("Reaction", "Edit", "Revocation")
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
    mark_sent(message, Accepted(case.id))
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
    said = {"original_message_id": "wamid.F", "message": new}
    edit = at | {"id": "wamid.E", "timestamp": "1700000100", "type": "edit", "edit": said}
    post(inbox, thread(name, quoted))
    changes = [thread(name, place), meta.change("history", messages=[file]), thread(name, edit)]
    post(inbox, *(changes[which] for which in order))
    found = shown.messages(api)["wamid.F"]
    assert (found["kind"], found["content"], found["reply_to"]) == ("image", "This one", "wamid.Q")
    assert found["payload"] == file | {"image": image | {"caption": "This one"}}
    assert [one["content"] for one in found["revisions"]] == ["This"]
    assert [one["caption"] for one in found["attachments"]] == ["This one"]
    assert Errand.objects.filter(kind="fetch_media").count() == 1


# --- news ---------------------------------------------------------------------------------------


@of("TemplateChange")
def test_template_row(inbox: Inbox, api: Client, case: Case) -> None:
    head = log.heads()[inbox.pk].seq
    post(inbox, case.change)
    rows = shown.pages(api, "/api/templates/", inbox=inbox.pk)
    (row,) = [row for row in rows if row["language"] == case.says["language"]]
    for name in ("status", "quality", "category", "reason"):
        assert row[name] == (case.says.get(name) or "")
    told = any(case.says.get(name) for name in ("status", "quality", "category"))
    events = [event.kind for event in log.since(inbox.pk, head)]
    assert events == (["template.updated"] if told else [])
    assert Errand.objects.get().kind == "sync_templates"
    head = log.heads()[inbox.pk].seq
    post(inbox, case.change)
    assert log.heads()[inbox.pk].seq == head


@pytest.mark.parametrize(
    "value", [{}, {"event": None}, {"message_template_name": ["x"]}, {"event": "APPROVED"}]
)
def test_a_template_that_nobody_knows_is_asked_for(inbox: Inbox, value: dict[str, Any]) -> None:
    """Also when the news say hardly anything that we can use."""
    whole = next(case.change for case in meta.CASES if case.gives == ("TemplateChange",))
    if value:
        post(inbox, whole | {"value": value})
        assert {row.status for row in inbox.templates.all()} == {""}
    else:
        inbox.templates.all().delete()
        post(inbox, whole)
    assert Errand.objects.get().subject == inbox.pk


@of("Notice")
def test_notice_row(inbox: Inbox, api: Client, case: Case) -> None:
    post(inbox, case.change)
    (found,) = shown.pages(api, f"/api/inboxes/{inbox.pk}/notices/")
    for name in ("level", "title", "code", "detail"):
        assert case.says.get(name, found[name]) == found[name]
    row = api.get(f"/api/inboxes/{inbox.pk}/").json()
    assert row["quality"] == (case.says.get("quality") or "")
    assert row["messaging_limit"] == (case.says.get("limit") or row["messaging_limit"])
    head = log.heads().get(inbox.pk)
    post(inbox, case.change)
    assert len(list(shown.pages(api, f"/api/inboxes/{inbox.pk}/notices/"))) == 1
    assert log.heads().get(inbox.pk) == head


@of("Preference")
def test_preference_row(inbox: Inbox, api: Client, case: Case) -> None:
    message = ours(inbox, case)
    post(inbox, case.change)
    person = conversation(api)["contact"]
    assert person["marketing"] == ("resume" if case.says["wants"] else "stop")
    assert set(person["addresses"]) >= addresses(case)
    assert message.conversation.contact.marketing == ""
    once_more_changes_nothing(inbox, api, case)


@of("Succession")
@pytest.mark.parametrize("first", [False, True], ids=["after a message", "before a message"])
def test_succession_row(inbox: Inbox, api: Client, case: Case, first: bool) -> None:
    written = meta.change(
        messages=[case.customer.sender | {"id": "wamid.x", "type": "text", "text": {"body": "Hi"}}]
    )
    post(inbox, *((case.change, written) if first else (written, case.change)))
    told = {f"{one.kind} {one.value}" for one in (*case.says["old"], *case.says["new"])}
    assert set(conversation(api)["contact"]["addresses"]) >= told
    once_more_changes_nothing(inbox, api, case)


@of("Ignored")
def test_what_is_left_alone(inbox: Inbox, api: Client, case: Case) -> None:
    post(inbox, case.change)
    call = WebhookCall.objects.get()
    understood = case.says["understood"]
    assert (call.state, list(call.summary)) == (
        ("ignored", ["ignored"]) if understood else ("failed", ["not_understood"])
    )
    assert understood != bool(call.error)
    assert shown.everything(api) == {"messages": {}, "conversations": []}


def test_no_row_is_forgotten() -> None:
    known = {*CHECKS, "TemplateChange", "Notice", "Preference", "Succession", "Ignored"}
    assert {case.gives[0] for case in meta.CASES} == known
