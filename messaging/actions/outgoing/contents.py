"""Sub-checks of `send_checks`: what a message of each kind consists of, held against what the inbox can send.

Whatever does not fit raises `ConsoleError` with a sentence per field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from messaging.actions.core import HEADER_FILE
from messaging.errors import ConsoleError
from messaging.limits import is_number
from messaging.models import Agent, Attachment, Inbox, Template
from messaging.serializers import row_of
from messaging.transports import Capabilities, TemplateRow, Transport
from messaging.transports.catalogue import media_refusal
from messaging.transports.payload import is_visible, mapping, storable, summarize, text

NAMES = {"contacts": "contact card", "interactive": "choice"}
# What may stand above an interactive message besides words.
FILE_HEADERS = frozenset(("image", "video", "document"))


class Content(NamedTuple):
    """What is to be sent; `line` is the text, else one line for lists and for consoles that know the kind not yet."""

    line: str
    payload: Mapping[str, Any]
    attachment: Attachment | None = None
    caption: str = ""


def text_content(words: str, attachment: Attachment | None, can: Capabilities) -> Content:
    """Return the content of a text, which has no file."""
    if not is_visible(words):
        raise ConsoleError.field("content", "This field may not be blank.", code="blank")
    if len(words) > can.longest_text:
        sentence = f"A WhatsApp text has at most {can.longest_text} characters; this one has {len(words)}."
        raise ConsoleError.field("content", sentence, code="too_long")
    if attachment is not None:
        raise ConsoleError.field("media", "A text has no file; leave the kind out to send the file.")
    return Content(words, {})


def media_content(kind: str, attachment: Attachment | None, words: str, can: Capabilities) -> Content:
    """Return the content of a file with its caption."""
    if attachment is None:
        raise ConsoleError.field("media", "Say which file: upload it first, and give its id here.")
    _check_file(can, attachment, kind)
    caption = words.strip() if is_visible(words) else ""
    if caption and kind not in can.captions:
        sentence = f"A message of the kind {kind} has no caption; send the words as a text of their own."
        raise ConsoleError.field("content", sentence)
    if len(words) > can.longest_caption:
        sentence = f"A caption has at most {can.longest_caption} characters; this one has {len(words)}."
        raise ConsoleError.field("content", sentence, code="too_long")
    part = {"caption": caption, "filename": attachment.filename, "voice": attachment.voice}
    return Content(_line(kind, {kind: part}), {}, attachment, caption)


def structured_content(
    kind: str, payload: Mapping[str, Any], attachment: Attachment | None, transport: Transport
) -> Content:
    """Return the content of a location, contact cards or an interactive message, whose header may be a file."""
    part = storable({kind: payload[kind]} if kind in payload else {})
    if errors := transport.check_payload(kind, part):
        named = " ".join(f"{place}: {sentences[0]}" for place, sentences in errors.items())
        raise ConsoleError(f"This {NAMES.get(kind, kind)} cannot be sent. {named}", errors=errors)
    header = _header_kind(part, transport.capabilities) if kind == "interactive" else ""
    if header in FILE_HEADERS:
        if attachment is None:
            missing = f"The header is a file ({header}): upload it first, and give its id here."
            raise ConsoleError.field("media", missing)
        _check_file(transport.capabilities, attachment, header)
    elif attachment is not None:
        raise ConsoleError.field("media", "This has no place for a file; send it as a message of its own.")
    return Content(_line(kind, part), part, attachment)


def _header_kind(payload: Mapping[str, Any], can: Capabilities) -> str:
    asked = mapping(dict(payload), "interactive")
    if (named := text(asked, "type")) not in can.interactive:
        raise ConsoleError.field("interactive.type", f"This inbox cannot send {named}.")
    return text(mapping(asked, "header"), "type")


def template_content(
    row: TemplateRow, values: Mapping[str, str], media: int | None, transport: Transport, files: Files
) -> Content:
    """Return the content of a template; the file `media` is the header's where the values do not name one."""
    kinds = {blank.key: blank.kind for blank in transport.blanks(row)}
    if media is not None:
        if HEADER_FILE not in kinds:
            sentence = "This template has no file; send the file as a message of its own."
            raise ConsoleError.field("media", sentence)
        values = {HEADER_FILE: str(media), **values}
    filled = transport.fill(row, values)
    attachment = None
    if filled.media:
        attachment = files.find(filled.media, field=HEADER_FILE)
        kind = kinds.get(HEADER_FILE) or attachment.kind
        _check_file(transport.capabilities, attachment, kind, field=HEADER_FILE)
    return Content(filled.content, storable(dict(filled.payload)), attachment)


def find_template(inbox: Inbox, name: str, language: str) -> TemplateRow:
    """Return a template of the inbox as its transport reads it."""
    found = Template.objects.filter(inbox=inbox, name=name, language=language).first()
    if found is None:
        sentence = f"This inbox has no template {name} in {language}; fetch the templates again."
        raise ConsoleError.field("template", sentence)
    return row_of(found)


class Files(NamedTuple):
    """The files of an inbox that an author may send: the author's own uploads, and what a message shows."""

    inbox: Inbox
    author: Agent | None

    def find(self, pk: int | str, *, field: str = "media") -> Attachment:
        """Return the file of this id, which must have arrived here."""
        named = str(pk)
        found = (
            Attachment.objects.filter(inbox=self.inbox, pk=int(named)).first() if is_number(named) else None
        )
        if found is None or (self._is_foreign(found) and found.message_id is None):
            raise no_such_file(field)
        if found.state != Attachment.State.READY:
            raise ConsoleError.field(field, "This file has not arrived here, so it cannot be sent.")
        return found

    def _is_foreign(self, attachment: Attachment) -> bool:
        return self.author is not None and attachment.uploaded_by_id != self.author.pk


def no_such_file(field: str = "media") -> ConsoleError:
    """Return the refusal of a file that is not there, or not this author's to send."""
    return ConsoleError.field(field, "There is no such upload of yours in this inbox.")


def _check_file(can: Capabilities, attachment: Attachment, kind: str, *, field: str = "media") -> None:
    refused = media_refusal(can, kind, attachment.mime_type, attachment.size or 0)
    if refused:
        raise ConsoleError.field(field, refused)


def _line(kind: str, payload: Mapping[str, Any]) -> str:
    """Return the line that the same message would have if a customer had written it."""
    return summarize({"type": kind, **payload})[1]
