"""The body of a message to a customer: as JSON, or as a form with the file in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from messaging.actions.core import accept_upload
from messaging.actions.outgoing import SAME_FILE, Draft, TemplateChoice
from messaging.api.kit import Body, actor_of, agent_of, an_id
from messaging.api.parsing import load_json
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_ID, LONGEST_TEXT
from messaging.models import Agent, Conversation, Message
from messaging.serializers import OBJECT, described

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
# A year, in seconds.
LONGEST_WAIT = 366 * 24 * 3600
# More than one window has on its way at once.
MOST_SEEN = 200
# The only field of a form that holds a file.
FILE = "file"


class TemplateGiven(Body):
    name = serializers.CharField(max_length=512)
    language = serializers.CharField(max_length=16)
    variables = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_TEXT),
        default=dict,
        help_text="By the keys of the template's blanks.",
    )


class Payload(Body):
    """The structured part, under the name of its kind, as Meta writes it; see docs/protocol.md."""

    location = described(OBJECT, required=False)
    contacts = described({"type": "array", "items": OBJECT}, required=False)
    interactive = described(OBJECT, required=False)


class Moment(Body):
    """When a message goes out that does not go out now: at a time, or in so many seconds by the server's clock."""

    send_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Not before this time; at most a year ahead."
    )
    send_in = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=LONGEST_WAIT,
        help_text="The same in seconds from now, for who does not trust the own clock.",
    )


def moment_of(given: dict[str, Any]) -> datetime | None:
    """Take the moment out of a validated body, and return it; None: now. Raises `ConsoleError` for two of them."""
    send_at, seconds = given.pop("send_at", None), given.pop("send_in", None)
    if seconds is None:
        return cast("datetime | None", send_at)
    if send_at is not None:
        raise ConsoleError.field("send_in", "Say when by send_at or by send_in, not by both.")
    return timezone.now() + timedelta(seconds=seconds)


class Reply(Moment):
    # An empty one says nothing.
    described_besides = {"minProperties": 1}

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
    last_seen_seq = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=LARGEST_ID
    )
    seen_client_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        allow_null=True,
        max_length=MOST_SEEN,
        help_text="Messages that the caller's window knows beyond `last_seen_seq`, as it sent them itself. Given, what the "
        "caller wrote elsewhere after `last_seen_seq` refuses the reply as a colleague's would.",
    )
    draft_revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=LARGEST_ID,
        help_text="Of the caller's draft that this message is made of, which is emptied with it.",
    )
    reply_to = an_id(required=False, allow_null=True)
    payload = Payload(default=dict)
    template = TemplateGiven(required=False, allow_null=True)
    media = an_id(required=False, allow_null=True, help_text="The id of an upload.")
    canned_response = an_id(
        required=False,
        allow_null=True,
        help_text="The one that it was written with: counted, for the order in which they are offered.",
    )
    fallback = TemplateGiven(
        required=False,
        allow_null=True,
        help_text="With `send_at` or `send_in`: what goes out in its place where the window is closed by then.",
    )
    hold = serializers.BooleanField(
        default=False,
        help_text="When the window is closed, wait until the customer writes; `template` goes out now.",
    )
    until_reply = serializers.BooleanField(
        default=False,
        help_text="As `hold`, and while the window is open, too: wait for the customer's next message, whatever the window.",
    )


@extend_schema_field(OpenApiTypes.STR)
class JSONText(serializers.Field[Any, Any, Any, Any]):
    """A form's text that holds JSON, read as the field `child`."""

    def __init__(self, child: serializers.Field[Any, Any, Any, Any], **options: Any) -> None:
        super().__init__(**options)
        self.child = child
        child.bind(field_name="", parent=cast("Any", self))

    def to_internal_value(self, data: Any) -> Any:
        """Return what `child` makes of it; raises DRF's ValidationError."""
        try:
            value = load_json(data)
        except ValueError as error:
            raise serializers.ValidationError(f"This {error}.") from None
        return self.child.run_validation(value)


class ReplyForm(Reply):
    """The same with the file in it; `payload`, `template`, `fallback` and `seen_client_ids` are JSON texts."""

    is_json = False
    payload = JSONText(Payload(), default=dict)  # type: ignore[assignment]
    seen_client_ids = JSONText(  # type: ignore[assignment]
        serializers.ListField(child=serializers.UUIDField(), allow_null=True, max_length=MOST_SEEN),
        required=False,
    )
    template = JSONText(TemplateGiven(allow_null=True), required=False)  # type: ignore[assignment]
    fallback = JSONText(TemplateGiven(allow_null=True), required=False)  # type: ignore[assignment]
    file = serializers.FileField(required=False, allow_empty_file=True)
    voice = serializers.BooleanField(default=False, help_text="A voice note, not a music file.")


def draft_of(request: Request, conversation: Conversation, agent: Agent) -> Draft:
    """Return what the request wants to send; a file in it is stored. Raises DRF's ValidationError or
    `ConsoleError`."""
    uploaded = _uploaded(request)
    given = _validated(request)
    template, fallback = (_choice(given.pop(name, None)) for name in ("template", "fallback"))
    voice = given.pop("voice", False)
    given.pop("file", None)
    if uploaded is not None:
        given["media"] = _stored(request, conversation, uploaded, given["client_id"], voice=voice)
    # Seconds are counted from here: storing the file took some.
    send_at = moment_of(given)
    return Draft(author=agent, template=template, fallback=fallback, send_at=send_at, **given)


def _choice(given: Mapping[str, Any] | None) -> TemplateChoice | None:
    return TemplateChoice(**given) if given else None


def _validated(request: Request) -> dict[str, Any]:
    given: Any = request.data
    is_form = hasattr(given, "dict")
    reply = ReplyForm(data=given.dict()) if is_form else Reply(data=given)
    reply.is_valid(raise_exception=True)
    return dict(reply.validated_data)


def _uploaded(request: Request) -> UploadedFile | None:
    """Return the form's file. What would be left out is refused, not ignored."""
    given = [(name, one) for name, several in request.FILES.lists() for one in several]
    if len(given) > 1:
        raise ConsoleError.field(FILE, "A message has one file; send the others as messages of their own.")
    if not given:
        if isinstance(request.data, Mapping) and FILE in request.data:
            raise ConsoleError.field(FILE, "This must be a file.")
        return None
    name, uploaded = given[0]
    if name != FILE:
        raise ConsoleError.field(name, f"The file belongs into the field {FILE}.")
    if request.data.get("media"):
        raise ConsoleError.field("media", "Give either the file itself or the id of an upload.")
    return cast("UploadedFile", uploaded)


def _stored(
    request: Request, conversation: Conversation, uploaded: UploadedFile, client_id: uuid.UUID, *, voice: bool
) -> int:
    if Message.objects.filter(client_id=client_id).exists():
        return SAME_FILE
    agent, by = agent_of(request), actor_of(request)
    return accept_upload(conversation.inbox, agent, uploaded, voice=voice, by=by).pk
