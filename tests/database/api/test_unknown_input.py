"""Every operation refuses, by name, the fields and query parameters that it does not take.

The operations come from the URL table: a view that forgets to declare itself fails here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework import serializers

from messaging.actions.conversation import NoteDraft, add_note
from messaging.actions.people.credentials import create_api_token
from messaging.api.kit.operations import UNKNOWN_FIELD, UNKNOWN_PARAMETER, Body, Declared, Takes
from messaging.api.urls import urlpatterns
from messaging.models import CannedResponse, Inbox, Message, SavedView
from tests.factories import BY, WEBHOOK_SECRET, an_agent, from_customer, signature

NONSENSE = "nonsense"
MULTIPART = "multipart/form-data"


class Operation(NamedTuple):
    """One method of one path."""

    name: str
    method: str
    view: type[Any]
    handler: str
    # The ids in its path.
    keys: tuple[str, ...]

    @property
    def takes(self) -> Takes:
        return getattr(getattr(self.view, self.handler), "takes", Takes())

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def operations() -> Iterator[Operation]:
    for pattern in urlpatterns:
        view = getattr(pattern.callback, "cls", None)
        if view is None:
            continue  # paths that do not exist
        actions = getattr(pattern.callback, "actions", None) or {
            method: method for method in view.http_method_names if hasattr(view, method)
        }
        keys = tuple(pattern.pattern.regex.groupindex)
        for method, handler in actions.items():
            if method not in {"options", "head"}:
                yield Operation(str(pattern.name), method, view, handler, keys)


ALL = list(operations())
BODILESS = [one for one in ALL if one.method != "get" and not one.takes.body]
WITH_BODY = [one for one in ALL if one.takes.body]
WITH_FORM = [one for one in ALL if one.takes.form]
# Only a POST may bring a form.
POSTED = [one for one in BODILESS + WITH_FORM if one.method == "post"]
NESTED = [
    (one, name)
    for one in WITH_BODY
    for name, field in (one.takes.body or Body)().fields.items()
    if isinstance(field, Body)
]


@pytest.fixture
def world(inbox: Inbox) -> dict[str, int]:
    """A key for each noun that has operations with a body."""
    message: Message = from_customer(inbox)
    conversation = message.conversation
    pks = {"conversation": conversation.pk, "message": message.pk, "inbox": inbox.pk}
    canned = CannedResponse.objects.create(shortcode="hello", content="Hello")
    note = add_note(conversation, NoteDraft(None, "He called"), by=BY)
    view = SavedView.objects.create(name="Mine")
    more = {
        "note": note.pk,
        "view": view.pk,
        "contact": conversation.contact_id,
        "canned-response": canned.pk,
    }
    return {**pks, **more}


@pytest.fixture
def admin(world: dict[str, int]) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(an_agent('admin'), by=BY)}"})


def ask(client: Client, one: Operation, world: dict[str, int], query: str = "", **sent: Any) -> Any:
    noun = next((noun for noun in world if one.name.startswith(noun)), "")
    # A file of a canned response has its number.
    url = reverse(one.name, kwargs=dict.fromkeys(one.keys, world.get(noun, 1)))
    return client.generic(one.method.upper(), url + query) if not sent else send(client, one, url, **sent)


def send(client: Client, one: Operation, url: str, fields: dict[str, Any], kind: str = "") -> Any:
    content = {"content_type": "application/json"} if not kind else {}
    return getattr(client, one.method)(url, data=fields, **content)


def refused(answer: Any, name: str) -> list[str]:
    assert answer.status_code == 400, answer.content
    refusal = answer.json()
    assert name in refusal["detail"]
    return [sentence for sentences in refusal["errors"].values() for sentence in sentences]


def test_the_table_is_read() -> None:
    assert len(ALL) > 40
    assert WITH_BODY
    assert NESTED
    assert WITH_FORM


def test_every_view_declares_what_it_takes() -> None:
    assert [str(one) for one in ALL if not issubclass(one.view, Declared)] == []


def test_an_unknown_parameter_is_refused(
    admin: Client, world: dict[str, int], subtests: pytest.Subtests
) -> None:
    for one in ALL:
        with subtests.test(str(one)):
            answer = ask(admin, one, world, f"?{NONSENSE}=1")
            assert UNKNOWN_PARAMETER in refused(answer, NONSENSE)


def test_an_unknown_field_is_refused(admin: Client, world: dict[str, int], subtests: pytest.Subtests) -> None:
    for one in BODILESS + WITH_BODY:
        with subtests.test(str(one)):
            answer = ask(admin, one, world, fields={NONSENSE: True, "private": True})
            assert UNKNOWN_FIELD in refused(answer, NONSENSE)
            assert {NONSENSE, "private"} <= set(answer.json()["errors"])


def test_an_unknown_field_of_a_form_is_refused(
    admin: Client, world: dict[str, int], subtests: pytest.Subtests
) -> None:
    for one in POSTED:
        with subtests.test(str(one)):
            answer = ask(admin, one, world, fields={NONSENSE: "1"}, kind=MULTIPART)
            assert UNKNOWN_FIELD in refused(answer, NONSENSE)


def test_an_unknown_field_inside_an_object_is_refused(
    admin: Client, world: dict[str, int], subtests: pytest.Subtests
) -> None:
    for one, name in NESTED:
        with subtests.test(str(one), name=name):
            answer = ask(admin, one, world, fields={name: {NONSENSE: True}})
            assert any(UNKNOWN_FIELD in sentence for sentence in refused(answer, NONSENSE))


def other_types(field: Any) -> list[object]:
    """Values that DRF itself would read as the field's type."""
    if isinstance(field, serializers.BooleanField):
        return ["true", 1, 0]
    if isinstance(field, serializers.IntegerField | serializers.PrimaryKeyRelatedField):
        return ["5", True, 1.5]
    if isinstance(field, serializers.CharField | serializers.UUIDField):
        return [5, True, 1.5]
    if isinstance(field, serializers.ListField):
        return [["5"], [True]]
    return [{"a": 5}] if isinstance(field, serializers.DictField) else []


def test_another_json_type_is_refused_by_name(
    admin: Client, world: dict[str, int], subtests: pytest.Subtests
) -> None:
    for one in WITH_BODY:
        for name, field in (one.takes.body or Body)().fields.items():
            for value in other_types(field):
                with subtests.test(str(one), name=name, value=value):
                    answer = ask(admin, one, world, fields={name: value})
                    assert name in answer.json()["errors"]


def test_what_is_declared_is_known(admin: Client, world: dict[str, int], subtests: pytest.Subtests) -> None:
    for one in ALL:
        with subtests.test(str(one)):
            query = "&".join(f"{name}=1" for name in [*one.takes.query, "format"])
            assert UNKNOWN_PARAMETER.encode() not in ask(admin, one, world, f"?{query}").content
    for one in WITH_BODY:
        with subtests.test(str(one), body=True):
            fields = dict.fromkeys((one.takes.body or Body)().fields)
            assert UNKNOWN_FIELD.encode() not in ask(admin, one, world, fields=fields).content


@pytest.mark.parametrize("more", [{"private": True}, {"direction": "note"}, {"kind": "note"}, {"note": True}])
def test_a_note_never_reaches_the_customer(
    admin: Client, world: dict[str, int], more: dict[str, object]
) -> None:
    url = f"/api/conversations/{world['conversation']}/messages/"
    answer = admin.post(url, data={"content": "INTERNAL", **more}, content_type="application/json")
    assert refused(answer, next(iter(more)))
    assert not Message.objects.filter(content="INTERNAL").exists()


@pytest.mark.parametrize(
    ("path", "name"), [("conversations", "owner"), ("contacts", "name"), ("messages", "q")]
)
def test_a_list_is_never_answered_unfiltered(admin: Client, path: str, name: str) -> None:
    assert refused(admin.get(f"/api/{path}/?{name}=3"), name)


def test_a_setting_beside_config_changes_nothing_silently(admin: Client, world: dict[str, int]) -> None:
    url = f"/api/inboxes/{world['inbox']}/"
    answer = admin.patch(url, data={"access_token": "x"}, content_type="application/json")
    assert refused(answer, "access_token") == [UNKNOWN_FIELD]
    in_config = admin.patch(url, data={"config": {"acess_token": "x"}}, content_type="application/json")
    assert refused(in_config, "acess_token")


def test_a_resource_sent_back_whole_names_what_is_only_read(admin: Client, world: dict[str, int]) -> None:
    url = f"/api/contacts/{world['contact']}/"
    whole = admin.get(url).json()
    answer = admin.patch(url, data=whole, content_type="application/json")
    assert set(answer.json()["errors"]) == set(whole) - {"name", "blocked"}


def test_other_mistakes_are_named_beside_it(admin: Client, world: dict[str, int]) -> None:
    url = f"/api/conversations/{world['conversation']}/"
    answer = admin.patch(url, data={"status": "gone", "owner": 3}, content_type="application/json")
    assert set(answer.json()["errors"]) == {"status", "owner"}


@pytest.mark.django_db(transaction=True)
def test_the_generic_webhook_may_be_sent_what_somebody_likes(inbox: Inbox) -> None:
    body = json.dumps({"sender": "+447700900123", "content": "hi", "more": 1})
    signed = {"X-Signature-256": signature(body.encode(), WEBHOOK_SECRET)}
    url = f"/api/webhook/?inbox={inbox.pk}&more=1"
    answer = Client().post(url, data=body, content_type="application/json", headers=signed)
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"location": {"latitude": 1, "longitude": 2, "accuracy": 5}}, "location.accuracy"),
        (
            {
                "contacts": [
                    {"name": {"formatted_name": "Ann"}, "phones": [{"phone": "+44", "label": "home"}]}
                ]
            },
            "contacts.0.phones.0.label",
        ),
        (
            {"interactive": {"type": "request_contact_info", "body": {"text": "?"}, "recipient": "Ann"}},
            "interactive.recipient",
        ),
    ],
)
def test_an_unknown_field_inside_a_part_is_refused(
    admin: Client, world: dict[str, int], part: dict[str, Any], place: str
) -> None:
    url = f"/api/conversations/{world['conversation']}/messages/"
    body = {"kind": next(iter(part)), "payload": part}
    answer = admin.post(url, data=body, content_type="application/json")
    assert UNKNOWN_FIELD in refused(answer, place)
    assert set(answer.json()["errors"]) == {place}
    assert not Message.objects.filter(direction="outbound").exists()
