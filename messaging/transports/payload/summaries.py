"""The kind of an item in Meta's vocabulary, and one readable line for it, whatever the transport.

The structured part stays in the payload; the line is what a list, a notification or a console that
does not know the kind yet can show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from messaging.errors import Unreadable
from messaging.transports.payload.answer_words import answer_line
from messaging.transports.payload.json_access import load_object, mapping, sequence, text

SummaryLine = Callable[[dict[str, Any]], str]
LONGEST_NAME = 64
# Its content never arrives.
UNAVAILABLE_CODE, UNAVAILABLE = "131060", "This message is not available"
# Of a form's answers as much as fits into a line; the payload has all of them.
LONGEST_RESPONSE = 20_000
_NO_ANSWERS = {"flow_token", "values"}


def summarize(item: dict[str, Any]) -> tuple[str, str]:
    """Return ``(kind, content)``: the kind is one of the message resource's, the content never blank."""
    kind, line = KINDS.get(item_type(item), ("unsupported", _unsupported))
    content = line(item)
    return kind, content if content.strip() else "(empty message)"


def item_type(item: dict[str, Any]) -> str:
    """Return the named type; samples without one show it by the part that they carry."""
    named = text(item, "type")
    return named or next(
        (kind for kind in _TYPES_SHOWN_BY_PART if isinstance(item.get(kind), dict | list)), ""
    )


def _text(item: dict[str, Any]) -> str:
    return text(mapping(item, "text"), "body")


def _media(kind: str, label: str) -> SummaryLine:
    return lambda item: _text_or_label(text(mapping(item, kind), "caption"), label)


def _text_or_label(words: str, label: str) -> str:
    return words if words.strip() else label


def _audio(item: dict[str, Any]) -> str:
    return "🎤 Voice message" if mapping(item, "audio").get("voice") is True else "🎵 Audio"


def _voice(item: dict[str, Any]) -> str:
    return "🎤 Voice message"


def _document(item: dict[str, Any]) -> str:
    document = mapping(item, "document")
    name = _text_or_label(text(document, "filename"), "Document")
    return _text_or_label(text(document, "caption"), f"📄 {name}")


def _location(item: dict[str, Any]) -> str:
    place = mapping(item, "location")
    point = ", ".join(str(place[axis]) for axis in ("latitude", "longitude") if _is_number(place.get(axis)))
    return "📍 " + _text_or_label(
        text(place, "name"), _text_or_label(text(place, "address"), point or "Location")
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _contacts(item: dict[str, Any]) -> str:
    cards = sequence(item, "contacts")
    names = [text(mapping(card, "name"), "formatted_name") for card in cards]
    first = next((name for name in names if name.strip()), "Contact")
    return f"👤 {first}" + (f" and {len(cards) - 1} more" if len(cards) > 1 else "")


def _button(item: dict[str, Any]) -> str:
    button = mapping(item, "button")
    return _text_or_label(text(button, "text"), _text_or_label(text(button, "payload"), "Button"))


def _interactive(item: dict[str, Any]) -> str:
    answer = mapping(item, "interactive")
    if not answer:
        return "Answer that WhatsApp did not pass on"
    for choice in ("button_reply", "list_reply"):
        if title := text(mapping(answer, choice), "title"):
            return title
    asked = text(mapping(answer, "body"), "text")  # sent by the business's own phone
    known = _form_answer(answer) or _call_permission(answer) or asked
    return known if known.strip() else _text_or_label(_choice_of_the_future(answer), "Interactive answer")


def _choice_of_the_future(answer: dict[str, Any]) -> str:
    """Return what an answer of a type that we do not know holds: its title, else all that it says."""
    named = text(answer, "type")
    part = answer.get(named) if named in answer and named != "type" else None
    rest = {key: value for key, value in answer.items() if key != "type"} if part is None else part
    titles = (text(rest, key) for key in ("title", "text", "body", "name", "description"))
    return next((title for title in titles if title.strip()), "") or answer_line(rest)


def _form_answer(answer: dict[str, Any]) -> str:
    form = mapping(answer, "nfm_reply")
    if not form:
        return ""
    values = _form_values(form.get("response_json"))
    return f"📝 {_text_or_label(text(form, 'body'), 'Form')}" + (f" ({values})" if values else "")


def _form_values(response: Any) -> str:
    """Return ``size: L, gift: true`` from the JSON that a form sends as text or as it is; empty when it is none."""
    values = response
    if isinstance(response, str):
        try:
            values = load_object(b'{"values":%b}' % response[:LONGEST_RESPONSE].encode("utf-8", "replace"))[
                "values"
            ]
        except Unreadable:
            return ""
    if isinstance(values, dict):
        values = {key: value for key, value in values.items() if key not in _NO_ANSWERS} | mapping(
            values, "values"
        )
    return answer_line(values)


def _call_permission(answer: dict[str, Any]) -> str:
    response = text(mapping(answer, "call_permission_reply"), "response")
    words = {"accept": "📞 You may call", "reject": "📞 You may not call"}
    return words.get(response, "")


def _reaction(item: dict[str, Any]) -> str:
    return _text_or_label(text(mapping(item, "reaction"), "emoji"), "Reaction removed")


def _order(item: dict[str, Any]) -> str:
    order = mapping(item, "order")
    count = len(sequence(order, "product_items"))
    line = f"🛒 Order of {count} {'product' if count == 1 else 'products'}"
    words = text(order, "text")
    return f"{line}: {words}" if words.strip() else line


def _system(item: dict[str, Any]) -> str:
    notice = mapping(item, "system")
    return _text_or_label(
        text(notice, "body"), _SYSTEM_TEXTS.get(text(notice, "type"), "Notice from WhatsApp")
    )


_SYSTEM_TEXTS = {
    "user_changed_number": "The customer has a new number",
    "customer_changed_number": "The customer has a new number",
    "user_changed_user_id": "The customer has a new WhatsApp id",
    "customer_identity_changed": "The customer's WhatsApp identity has changed",
}


def _chat_opened(item: dict[str, Any]) -> str:
    headline = text(mapping(item, "referral"), "headline")
    return (
        f"The customer opened the chat from the ad “{headline}”"
        if headline
        else "The customer opened the chat from an ad"
    )


def _placeholder(item: dict[str, Any]) -> str:
    return "📎 File that has not arrived yet"


# Where the provider's name for it is not what people call it.
UNSUPPORTED_WORDS = {"poll_creation": "poll", "poll_update": "answer to a poll"}


def _unsupported(item: dict[str, Any]) -> str:
    codes = [text(problem, "code") for problem in sequence(item, "errors")]
    if UNAVAILABLE_CODE in codes:
        return f"⚠️ {UNAVAILABLE}"
    kind = text(mapping(item, "unsupported"), "type") or text(item, "type")
    words = UNSUPPORTED_WORDS.get(kind, kind.replace("_", " "))
    named = "" if kind in {"", "unsupported", "unknown"} else f": {words[:LONGEST_NAME]}"
    return f"⚠️ Unsupported message{named}"


KINDS: dict[str, tuple[str, SummaryLine]] = {
    "text": ("text", _text),
    "image": ("image", _media("image", "📷 Image")),
    "video": ("video", _media("video", "🎬 Video")),
    "audio": ("audio", _audio),
    "voice": ("audio", _voice),
    "document": ("document", _document),
    "sticker": ("sticker", _media("sticker", "💟 Sticker")),
    "location": ("location", _location),
    "contacts": ("contacts", _contacts),
    "interactive": ("interactive", _interactive),
    "button": ("button", _button),
    "reaction": ("reaction", _reaction),
    "order": ("order", _order),
    "template": ("template", _media("template", "Template")),
    "system": ("system", _system),
    "request_welcome": ("system", _chat_opened),
    "media_placeholder": ("unsupported", _placeholder),
    "unsupported": ("unsupported", _unsupported),
}
# What an item without a type may show it by.
_TYPES_SHOWN_BY_PART = (*KINDS, "edit", "revoke")
# What a message can say after an edit.
EDITABLE = KINDS.keys() - {"reaction", "system", "request_welcome", "media_placeholder", "unsupported"}
