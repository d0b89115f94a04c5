"""What a message of each kind consists of, filled in from its draft and held against what the inbox can send."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from messaging.actions.core import window_is_open
from messaging.actions.outgoing.files import check_file, find_file
from messaging.actions.outgoing.orders import Order
from messaging.actions.outgoing.policy import check_marketing_consent
from messaging.actions.outgoing.summaries import media_summary, structured_summary
from messaging.errors import ConsoleError
from messaging.limits import LONGEST_TEXT
from messaging.models import Attachment, Template
from messaging.serializers import row_of
from messaging.transports.payload import mapping, storable, text

NAMES = {"contacts": "contact card", "interactive": "choice"}
STRUCTURED = frozenset(("location", "contacts", "interactive"))
MEDIA = frozenset(Attachment.Kind.values)
# What may stand above an interactive message besides words.
FILE_HEADERS = frozenset(("image", "video", "document"))
HEADER_FILE = "header.media"


def fill_content(order: Order) -> Order:
    """Return the order with kind, content, payload and file; raises `ConsoleError` with a sentence per field,
    `Conflict` for what this customer does not want."""
    order = order.filled(kind=_kind(order))
    _check_kind(order)
    return _FILLERS[order.kind](order)


def _kind(order: Order) -> str:
    draft = order.draft
    if draft.is_template:
        return "template"
    if draft.kind or draft.media is None:
        return draft.kind or "text"
    return find_file(order.inbox, draft.author, draft.media).kind


def _check_kind(order: Order) -> None:
    if order.kind == "reaction":
        raise ConsoleError.field(
            "kind", "A reaction hangs on a message: post it to that message's reactions."
        )
    if order.kind not in order.capabilities.sends:
        sentence = f"{order.transport.label} cannot send messages of the kind {order.kind}."
        raise ConsoleError.field("kind", sentence)


def _text(order: Order) -> Order:
    draft = order.draft
    check_content(draft.content, longest=order.capabilities.longest_text)
    if draft.media is not None:
        raise ConsoleError.field("media", "A text has no file; leave the kind out to send the file.")
    if left := sorted(STRUCTURED & draft.payload.keys()):
        raise ConsoleError.field("kind", f"There is a part {left[0]} in the payload: say that as the kind.")
    return order.filled(content=draft.content)


def check_content(content: str, *, longest: int = LONGEST_TEXT) -> None:
    """Refuse a text that is blank or too long: raises `ConsoleError` naming ``content``."""
    if not content.strip():
        raise ConsoleError.field("content", "This field may not be blank.", code="blank")
    if len(content) > longest:
        sentence = f"A WhatsApp text has at most {longest} characters; this one has {len(content)}."
        raise ConsoleError.field("content", sentence, code="too_long")


def _media(order: Order) -> Order:
    attachment = _file(order, order.kind, "Say which file: upload it first, and give its id here.")
    _check_caption(order)
    caption = order.draft.content.strip()
    content = media_summary(order.kind, attachment, caption)
    return order.filled(content=content, attachment=attachment, caption=caption)


def _file(order: Order, kind: str, missing: str) -> Attachment:
    """Find the draft's file and hold it against what the inbox takes as this kind."""
    draft = order.draft
    if draft.media is None:
        raise ConsoleError.field("media", missing)
    attachment = find_file(order.inbox, draft.author, draft.media)
    check_file(order.capabilities, attachment, kind)
    return attachment


def _check_caption(order: Order) -> None:
    caption, can = order.draft.content, order.capabilities
    if caption.strip() and order.kind not in can.captions:
        sentence = (
            f"A message of the kind {order.kind} has no caption; send the words as a text of their own."
        )
        raise ConsoleError.field("content", sentence)
    if len(caption) > can.longest_caption:
        sentence = f"A caption has at most {can.longest_caption} characters; this one has {len(caption)}."
        raise ConsoleError.field("content", sentence, code="too_long")


def _structured(order: Order) -> Order:
    kind, draft = order.kind, order.draft
    payload = storable({kind: draft.payload[kind]} if kind in draft.payload else {})
    if errors := order.transport.check_payload(kind, payload):
        named = " ".join(f"{place}: {sentences[0]}" for place, sentences in errors.items())
        raise ConsoleError(f"This {NAMES.get(kind, kind)} cannot be sent. {named}", errors=errors)
    order = order.filled(content=structured_summary(kind, payload), payload=payload)
    header = _header_kind(order) if kind == "interactive" else ""
    if header in FILE_HEADERS:
        missing = f"The header is a file ({header}): upload it first, and give its id here."
        return order.filled(attachment=_file(order, header, missing))
    if draft.media is not None:
        raise ConsoleError.field("media", "This has no place for a file; send it as a message of its own.")
    return order


def _header_kind(order: Order) -> str:
    asked = mapping(order.payload, "interactive")
    if (named := text(asked, "type")) not in order.capabilities.interactive:
        raise ConsoleError.field("interactive.type", f"This inbox cannot send {named}.")
    return text(mapping(asked, "header"), "type")


def _template(order: Order) -> Order:
    row = row_of(_find_template(order))
    if why := order.transport.unsendable(row, window_open=window_is_open(order.conversation)):
        raise ConsoleError.field("template", why, code="template_unsendable")
    check_marketing_consent(order.conversation.contact, row.category)
    kinds = {blank.key: blank.kind for blank in order.transport.blanks(row)}
    filled = order.transport.fill(row, _values(order, has_file=HEADER_FILE in kinds))
    attachment = _header_file(order, filled.media, kinds.get(HEADER_FILE, "")) if filled.media else None
    return order.filled(content=filled.content, payload=storable(dict(filled.payload)), attachment=attachment)


def _find_template(order: Order) -> Template:
    choice = order.draft.template
    if choice is None:
        raise ConsoleError.field("template", "Say which template: its name, language and variables.")
    found = Template.objects.filter(inbox=order.inbox, name=choice.name, language=choice.language).first()
    if found is None:
        sentence = (
            f"This inbox has no template {choice.name} in {choice.language}; fetch the templates again."
        )
        raise ConsoleError.field("template", sentence)
    return found


def _values(order: Order, *, has_file: bool) -> Mapping[str, str]:
    """Return what fills the blanks; the draft's file is the header's where the variables do not name one."""
    choice, media = order.draft.template, order.draft.media
    values = dict(choice.variables) if choice else {}
    if media is not None and not has_file:
        raise ConsoleError.field("media", "This template has no file; send the file as a message of its own.")
    if media is not None:
        values.setdefault(HEADER_FILE, str(media))
    return values


def _header_file(order: Order, pk: int | str, kind: str) -> Attachment:
    attachment = find_file(order.inbox, order.draft.author, pk, field=HEADER_FILE)
    check_file(order.capabilities, attachment, kind or attachment.kind, field=HEADER_FILE)
    return attachment


_FILLERS: Mapping[str, Callable[[Order], Order]] = {
    "text": _text,
    "template": _template,
    **dict.fromkeys(STRUCTURED, _structured),
    **dict.fromkeys(MEDIA, _media),
}
