"""From a draft to what a lane can hand over: everything that can be wrong is said before anything is queued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from messaging import transports
from messaging.actions.outgoing.drafts import LONGEST_TEXT, Draft
from messaging.actions.outgoing.files import check_file, find_file
from messaging.actions.outgoing.summaries import media_summary, structured_summary
from messaging.actions.outgoing.templates import fill_template
from messaging.errors import ConsoleError
from messaging.models import Attachment, Conversation, Inbox
from messaging.transports.base import Capabilities
from messaging.transports.payload.json_access import mapping, storable, text

NAMES = {"contacts": "contact card", "interactive": "choice"}
STRUCTURED = frozenset(("location", "contacts", "interactive"))
MEDIA = frozenset(Attachment.Kind.values)
# What may stand above an interactive message besides words.
FILE_HEADERS = frozenset(("image", "video", "document"))


@dataclass(frozen=True, slots=True)
class ComposedMessage:
    """A message ready for its lane. `content` is the readable line; `caption` what the customer reads with
    the file."""

    kind: str
    content: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    attachment: Attachment | None = None
    caption: str = ""


def compose(conversation: Conversation, draft: Draft) -> ComposedMessage:
    """Raises `DeskError` with a sentence per field, `Conflict` for what this customer does not want."""
    inbox = conversation.inbox
    kind = _kind(inbox, draft)
    _check_kind(inbox, kind)
    if kind == "template":
        return _template(conversation, draft)
    if kind in STRUCTURED:
        return _structured(inbox, draft, kind)
    return _file(inbox, draft, kind) if kind in MEDIA else _text(inbox, draft)


def _kind(inbox: Inbox, draft: Draft) -> str:
    if draft.is_template:
        return "template"
    if draft.kind or draft.media is None:
        return draft.kind or "text"
    return find_file(inbox, draft.author, draft.media).kind


def _check_kind(inbox: Inbox, kind: str) -> None:
    if kind == "reaction":
        raise ConsoleError.field(
            "kind", "A reaction hangs on a message: post it to that message's reactions."
        )
    if kind not in _capabilities(inbox).sends:
        label = transports.get(inbox.transport).label
        raise ConsoleError.field("kind", f"{label} cannot send messages of the kind {kind}.")


def _capabilities(inbox: Inbox) -> Capabilities:
    return transports.get(inbox.transport).capabilities


def _text(inbox: Inbox, draft: Draft) -> ComposedMessage:
    check_content(draft.content, longest=_capabilities(inbox).longest_text)
    if draft.media is not None:
        raise ConsoleError.field("media", "A text has no file; leave the kind out to send the file.")
    if left := sorted(STRUCTURED & draft.payload.keys()):
        raise ConsoleError.field("kind", f"There is a part {left[0]} in the payload: say that as the kind.")
    return ComposedMessage("text", draft.content)


def check_content(content: str, *, longest: int = LONGEST_TEXT) -> None:
    """Raises `DeskError` for a text that is blank or too long."""
    if not content.strip():
        raise ConsoleError.field("content", "This field may not be blank.", code="blank")
    if len(content) > longest:
        sentence = f"A WhatsApp text has at most {longest} characters; this one has {len(content)}."
        raise ConsoleError.field("content", sentence, code="too_long")


def _file(inbox: Inbox, draft: Draft, kind: str) -> ComposedMessage:
    if draft.media is None:
        raise ConsoleError.field("media", "Say which file: upload it first, and give its id here.")
    attachment = find_file(inbox, draft.author, draft.media)
    check_file(inbox, attachment, kind)
    _check_caption(_capabilities(inbox), kind, draft.content)
    caption = draft.content.strip()
    return ComposedMessage(
        kind, media_summary(kind, attachment, caption), attachment=attachment, caption=caption
    )


def _check_caption(can: Capabilities, kind: str, caption: str) -> None:
    if caption.strip() and kind not in can.captions:
        sentence = f"A message of the kind {kind} has no caption; send the words as a text of their own."
        raise ConsoleError.field("content", sentence)
    if len(caption) > can.longest_caption:
        sentence = f"A caption has at most {can.longest_caption} characters; this one has {len(caption)}."
        raise ConsoleError.field("content", sentence, code="too_long")


def _structured(inbox: Inbox, draft: Draft, kind: str) -> ComposedMessage:
    payload = storable({kind: draft.payload[kind]} if kind in draft.payload else {})
    errors = transports.get(inbox.transport).check_payload(kind, payload)
    if errors:
        named = " ".join(f"{place}: {sentences[0]}" for place, sentences in errors.items())
        raise ConsoleError(f"This {NAMES.get(kind, kind)} cannot be sent. {named}", errors=errors)
    header = _header_kind(inbox, payload) if kind == "interactive" else ""
    if draft.media is not None and header not in FILE_HEADERS:
        raise ConsoleError.field("media", "This has no place for a file; send it as a message of its own.")
    attachment = _header_file(inbox, draft, header) if header in FILE_HEADERS else None
    return ComposedMessage(kind, structured_summary(kind, payload), payload, attachment)


def _header_kind(inbox: Inbox, payload: Mapping[str, Any]) -> str:
    asked = mapping(payload, "interactive")
    if (named := text(asked, "type")) not in _capabilities(inbox).interactive:
        raise ConsoleError.field("interactive.type", f"This inbox cannot send {named}.")
    return text(mapping(asked, "header"), "type")


def _header_file(inbox: Inbox, draft: Draft, kind: str) -> Attachment:
    if draft.media is None:
        raise ConsoleError.field(
            "media", f"The header is a file ({kind}): upload it first, and give its id here."
        )
    attachment = find_file(inbox, draft.author, draft.media)
    check_file(inbox, attachment, kind)
    return attachment


def _template(conversation: Conversation, draft: Draft) -> ComposedMessage:
    if draft.template is None:
        raise ConsoleError.field("template", "Say which template: its name, language and variables.")
    filled, file_kind = fill_template(conversation, draft.template, media=draft.media)
    attachment = None
    if filled.media:
        attachment = find_file(conversation.inbox, draft.author, filled.media, field="header.media")
        check_file(conversation.inbox, attachment, file_kind or attachment.kind, field="header.media")
    return ComposedMessage("template", filled.content, storable(dict(filled.payload)), attachment)
