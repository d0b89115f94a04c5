"""docs/permissions.md: every operation by every role, asked for real.

A URL that is new or answers somebody else changes the table: read the difference, and write it with
``WRITE_PERMISSIONS=1 python -m pytest tests/database/permissions``.
"""

from __future__ import annotations

import difflib
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from messaging import throttles
from messaging.actions.contact import merge_contacts
from messaging.actions.conversation import NoteDraft, add_note
from messaging.actions.people import create_api_token
from messaging.models import (
    Attachment,
    CannedFile,
    CannedResponse,
    Contact,
    ContactMerge,
    ContactNote,
    Conversation,
    Inbox,
    InboxNotice,
    Job,
    Label,
    Message,
    SavedView,
    Team,
)
from messaging.realtime.authentication import ConnectionRefused, authenticate
from messaging.webhooks import views as webhooks
from tests.database.admin.conftest import furnish
from tests.database.permissions.operations import Operation, operations
from tests.database.permissions.roles import ELSEWHERE, Make, roles
from tests.factories import BY, an_agent, an_inbox, an_upload
from tests.live import PROJECT
from tests.twilio_inbox import a_twilio_inbox

pytestmark = pytest.mark.django_db

TABLE = PROJECT / "docs/permissions.md"
MAY = "yes"
SAME = {
    "admin": ("revoked token", "no inbox"),
    "simulator": ("revoked token", "inactive", "no inbox", "other inbox", "supervisor", "admin"),
}
INTRODUCTION = """# Who may do what

Every operation of the URL resolver, asked by every role; `tests/database/permissions` makes this table and compares it.
*yes*: it is answered (also with 400 or 409, where something in the request is wrong); *login*: the admin sends to its
login; else the status that refuses. All ids are of one inbox: *agent* is a member of it, *other inbox* of another one
and *no inbox* of none. *revoked token* was an admin's, *inactive* is the session of a superuser who was deactivated,
*no staff* an admin who may not use the Django admin. A token may do what its agent may, in REST and by socket.
What is the same in two columns of the admin and the simulator is shown once; what is posted to a list of the admin is
an action with a right of its own (`messaging/admin/kit/access.py`). Requests come from another machine, unsigned: what programs of this machine may besides (`/metrics`, the simulator,
the demo's `/api/webhook/`) is not shown.
"""


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """The inbox that everything asked for is in."""
    # What is looked at is who may see a page, not what is on it: that takes ten times as long.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *_, **__: {})
    # In this thread, whose transaction has the rows.
    monkeypatch.setattr(webhooks, "_in_thread", lambda fn, *args, **more: sync_to_async(fn)(*args, **more))
    inbox = an_inbox(default=True)
    a_twilio_inbox()
    agent = an_agent()
    furnish(inbox, "lamp", "447700900001", author=agent)
    create_api_token(agent, by=BY)
    AccessAttempt.objects.create(username="guess", failures_since_start=5, attempt_time=timezone.now())
    canned = CannedResponse.objects.create(shortcode="hello", content="Hello")
    file = CannedFile(pk=canned.pk, canned_response=canned, kind="image", mime_type="image/png", size=14)
    file.file.save("", ContentFile(b"not looked into"), save=False)
    file.save()
    Label.objects.create(name="urgent", color="#aa0000")
    SavedView.objects.create(name="Urgent", filters={"priority": ["urgent"]})
    Team.objects.create(name="Night shift")
    InboxNotice.objects.create(inbox=inbox, level="warning", title="A notice", digest="x", at=timezone.now())
    Job.objects.create(kind=Job.Kind.SYNC_TEMPLATES, inbox=inbox, subject=1)
    message = Message.objects.filter(inbox=inbox).earliest("pk")
    upload = an_upload(inbox)
    upload.thumbnail.save("", ContentFile(b"not looked into"), save=False)
    Attachment.objects.filter(pk=upload.pk).update(message=message, thumbnail=upload.thumbnail.name)
    add_note(message.conversation, NoteDraft(agent, "Angry"), by=BY)
    ContactNote.objects.create(contact=message.conversation.contact, author=agent, content="Prefers calls")
    merge_contacts(message.conversation.contact, Contact.objects.create(name="Known twice"), by=BY)
    return inbox


@pytest.mark.engine("sqlite")  # rights are decided in Python: one database shows them
def test_table_of_permissions(mine: Inbox) -> None:
    makers = roles(mine, an_inbox())
    ids = ids_in(mine)
    rows = {
        one: [asked(makers[role], one, ids) for role in columns_of(one.section, makers)]
        for one in operations()
    }
    rows[Operation("open", "/ws/console/")] = [knocked(make) for make in makers.values()]
    text = INTRODUCTION + "".join(tables(makers, rows))
    # What the socket tells is asked where there are sockets (`tests/sockets/test_roles.py`).
    kept, socket, rest = TABLE.read_text("utf-8").partition("\n## Socket\n")
    if os.environ.get("WRITE_PERMISSIONS"):
        TABLE.write_text(text + socket + rest, "utf-8")
        kept = text
    changes = difflib.unified_diff(
        kept.splitlines(), text.splitlines(), "docs/permissions.md", "now", n=0, lineterm=""
    )
    assert kept == text, "\n".join(changes)


def columns_of(section: str, roles: Iterable[str]) -> list[str]:
    """The roles that differ there: the admin knows no tokens, the simulator no inboxes."""
    same = SAME.get(section, ())
    return [role for role in roles if role not in same]


def ids_in(inbox: Inbox) -> Mapping[str, object]:
    """An id in the inbox for each resource of REST and each model of the admin."""
    conversation = Conversation.objects.get(inbox=inbox)
    ids: dict[str, object] = {
        "conversations": conversation.pk,
        "contacts": conversation.contact_id,
        "merge": ContactMerge.objects.get().pk,
        "inboxes": inbox.pk,
        "whatsapp": inbox.pk,
        "twilio": Inbox.objects.get(transport=Inbox.Transport.TWILIO).pk,
        "notes": Message.objects.notes().get().pk,
        "contact-notes": ContactNote.objects.get().pk,
        "messages": Message.objects.filter(inbox=inbox, status="failed").get().pk,
    }
    for model in admin.site._registry:
        names = {field.name for field in model._meta.get_fields()}
        row = model._default_manager.filter(**({"inbox": inbox} if "inbox" in names else {})).earliest("pk")
        ids[f"{model._meta.app_label}_{model._meta.model_name}"] = row.pk
    ids["messaging_contact"] = conversation.contact_id
    for resource, model in (
        ("accounts", "agent"),
        ("attachments", "attachment"),
        ("canned-responses", "cannedresponse"),
        ("views", "savedview"),
        ("templates", "template"),
        ("webhook-calls", "webhookcall"),
    ):
        ids[resource] = ids[f"messaging_{model}"]
    return ids


def body_of(operation: Operation, ids: Mapping[str, object]) -> Mapping[str, Any]:
    """What is right, where a wrong body would be refused before anybody looks who asks."""
    return (
        {
            "/api/send-message/": {"sender": "+1", "receiver": "+447700900001", "content": "Hello"},
            "/api/conversations/bulk/": {
                "conversations": [{"id": ids["conversations"]}],
                "change": {"priority": "high"},
            },
            "/api/conversations/<pk>/messages/": {"content": "Hello"},
            "/api/conversations/<pk>/notes/": {"content": "Angry"},
            "/api/notes/<pk>/": {"content": "Calm"},
            "/api/contacts/<pk>/notes/": {"content": "Prefers calls"},
            "/api/contacts/<pk>/merge/": {"contact": ids["contacts"]},
            "/api/contacts/<pk>/unmerge/": {"merge": ids["merge"]},
            "/api/conversations/<pk>/seen/": {"message": ids["messages"]},
            "/api/messages/<pk>/reactions/": {"emoji": "👍"},
            "/api/contacts/<pk>/": {"blocked": True},
            "/api/webhook-calls/replay/": {"state": "failed"},
        }.get(operation.path, {})
        if operation.method != "delete"
        else {}
    )


def asked(make: Make, operation: Operation, ids: Mapping[str, object]) -> str:
    """What comes back; nothing stays changed."""
    path = operation.path.replace("<app_label>", "messaging")
    while "<" in path:
        before, _, rest = path.partition("<")
        path = before + str(ids.get(operation.resource, 1)) + rest.partition(">")[2]
    query = {"inbox": str(ids["inboxes"])} if operation.path == "/api/feed/" else {}
    throttles.forget_all()
    with transaction.atomic():
        answer = make().generic(
            operation.method.upper(),
            path,
            json.dumps(body_of(operation, ids)),
            content_type="application/json",
            query_params=query,
            REMOTE_ADDR=ELSEWHERE,
        )
        transaction.set_rollback(True)
    # A file that is streamed is open until its answer is over; `close` would end the connection to the database, too.
    for closer in answer._resource_closers:
        closer()
    assert answer.status_code != 500, path
    return outcome(answer)


def outcome(answer: Any) -> str:
    target = answer.get("Location", "")
    if target.startswith("/admin/login/"):
        return "login"
    if target == "/admin/" and answer.status_code == 302:
        return "404"  # how Django's admin says that there is no such row
    return str(answer.status_code) if answer.status_code in {401, 403, 404, 405} else MAY


def knocked(make: Make) -> str:
    client = make()
    cookies = (
        f"{settings.SESSION_COOKIE_NAME}={morsel.value}"
        if (morsel := client.cookies.get(settings.SESSION_COOKIE_NAME))
        else ""
    )
    headers = [(b"origin", b"http://testserver"), (b"cookie", cookies.encode())]
    try:
        authenticate({"headers": headers, "subprotocols": ["desk.v1"], "client": (ELSEWHERE, 1)})
    except ConnectionRefused as refused:
        return str(refused.close_code)
    return MAY


def tables(roles: Iterable[str], rows: Mapping[Operation, Sequence[str]]) -> Iterator[str]:
    """One table for each part, methods of one path with the same answers in one row."""
    titles = {
        "api": "REST",
        "admin": "Admin",
        "simulator": "Simulator (where it is on)",
        "": "Everything else",
    }
    for section, title in titles.items():
        columns = ["Operation", *columns_of(section, roles)]
        yield f"\n## {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
        own = [row for row in rows.items() if row[0].section == section and set(row[1]) != {"405"}]
        for (path, answers), same in itertools.groupby(own, lambda row: (row[0].path, row[1])):
            methods = " ".join(one.method.upper() for one, _ in same)
            yield f"| `{methods} {path}` | {' | '.join(answers)} |\n"
