"""The body of a message to a customer: as JSON, or as a form with the file in it."""

from __future__ import annotations

import uuid
from typing import Any, cast

import orjson
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers
from rest_framework.request import Request

from messaging.actions.core import accept_upload
from messaging.actions.outgoing import LONGEST_TEXT, SAME_FILE, Draft, TemplateChoice
from messaging.errors import ConsoleError
from messaging.models import Agent, Conversation, Message

KINDS = [
    (kind.value, kind.label)
    for kind in (
        Message.Kind.TEXT,
        Message.Kind.IMAGE,
        Message.Kind.VIDEO,
        Message.Kind.AUDIO,
        Message.Kind.DOCUMENT,
        Message.Kind.STICKER,
        Message.Kind.LOCATION,
        Message.Kind.CONTACTS,
        Message.Kind.INTERACTIVE,
        Message.Kind.TEMPLATE,
    )
]
# Fields of a form that hold JSON.
AS_JSON = ("payload", "template")
# The only field of a form that holds a file.
FILE = "file"


class TemplateGiven(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=512)
    language = serializers.CharField(max_length=16)
    variables = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_TEXT),
        default=dict,
        help_text="By the keys of the template's blanks.",
    )


class Reply(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        KINDS, required=False, help_text="Left out: what template or media say, else text."
    )
    content = serializers.CharField(
        max_length=LONGEST_TEXT,
        trim_whitespace=False,
        allow_blank=True,
        default="",
        help_text="The text, or a file's caption.",
    )
    client_id = serializers.UUIDField(default=uuid.uuid4)
    last_seen_seq = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    reply_to = serializers.IntegerField(required=False, allow_null=True)
    payload = serializers.DictField(
        default=dict, help_text="The structured part, under the name of its kind; see docs/protocol.md."
    )
    template = TemplateGiven(required=False, allow_null=True)
    media = serializers.IntegerField(required=False, allow_null=True, help_text="The id of an upload.")
    hold = serializers.BooleanField(
        default=False,
        help_text="When the window is closed, wait until the customer writes; `template` goes out now.",
    )


class ReplyForm(Reply):
    """The same as a form, with the file in it; `payload` and `template` are JSON texts."""

    payload = serializers.CharField(required=False)  # type: ignore[assignment]
    template = serializers.CharField(required=False)  # type: ignore[assignment]
    file = serializers.FileField()
    voice = serializers.BooleanField(default=False, help_text="A voice note, not a music file.")


def draft_of(request: Request, conversation: Conversation, agent: Agent) -> Draft:
    """What the request wants to say; a file in it is stored. Raises DRF's ValidationError or `DeskError`."""
    given = Reply(data=_fields(request))
    given.is_valid(raise_exception=True)
    said = dict(given.validated_data)
    template = said.pop("template", None)
    uploaded = _uploaded(request)
    if uploaded is not None:
        said["media"] = _stored(request, conversation, agent, uploaded, said["client_id"])
    return Draft(author=agent, template=TemplateChoice(**template) if template else None, **said)


def _uploaded(request: Request) -> UploadedFile | None:
    """The form's file. What would be left out is refused: nobody is to believe that it went along."""
    given = [(name, one) for name, several in request.FILES.lists() for one in several]
    if len(given) > 1:
        raise ConsoleError.field(FILE, "A message has one file; send the others as messages of their own.")
    if not given:
        if FILE in request.data:
            raise ConsoleError.field(FILE, "This must be a file.")
        return None
    name, uploaded = given[0]
    if name != FILE:
        raise ConsoleError.field(name, f"The file belongs into the field {FILE}.")
    if request.data.get("media"):
        raise ConsoleError.field("media", "Give either the file itself or the id of an upload.")
    return cast("UploadedFile", uploaded)


def _fields(request: Request) -> dict[str, Any]:
    """The body as JSON would say it."""
    if not hasattr(request.data, "dict"):
        return request.data
    fields: dict[str, Any] = request.data.dict()
    return {name: _read(name, value) if name in AS_JSON else value for name, value in fields.items()}


def _read(name: str, value: str) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise ConsoleError.field(name, "This is not JSON.") from None


def _stored(
    request: Request, conversation: Conversation, agent: Agent, uploaded: UploadedFile, client_id: uuid.UUID
) -> int:
    if Message.objects.filter(client_id=client_id).exists():
        return SAME_FILE
    voice = str(request.data.get("voice", "")).lower() in {"1", "true", "on"}
    return accept_upload(conversation.inbox, agent, uploaded, voice=voice).pk
