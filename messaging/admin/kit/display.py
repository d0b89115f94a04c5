"""Rendering of values in lists and pages: everything escaped, styled by class only (strict CSP)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

# What a list cell shows of a text.
SHORT = 90
# More would make the page slow.
LONGEST_BLOCK = 100_000
NOTHING = "\u2013"


def badge(value: str, label: str = "", *, title: str = "") -> SafeString:
    """Render a coloured word; `value` chooses the class ``badge-<value>``."""
    return format_html(
        '<span class="badge badge-{}" title="{}">{}</span>', slugify(value), title, label or value
    )


def words(value: str) -> str:
    """Return a value that programs read as people write it, without underscores, dots and capitals."""
    text = value.replace("_", " ").replace(".", " ")
    return text[:1].upper() + text[1:].lower()


def tag(name: str, color: str) -> SafeString:
    """Render a word with its colour: an SVG attribute, as the strict CSP allows no inline style."""
    return format_html(
        '<span class="tag"><svg class="swatch" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">'
        '<circle cx="5" cy="5" r="5" fill="{}"/></svg>{}</span>',
        color,
        name,
    )


def moment(at: datetime | None) -> SafeString | str:
    """Render time and day in the admin's time zone, with the year unless it is the current one."""
    if at is None:
        return NOTHING
    local = timezone.localtime(at)
    return format_html(
        '<time class="moment" datetime="{}"><b>{}</b> {}</time>',
        at.isoformat(),
        f"{local:%H:%M:%S}",
        f"{local:%d %b}" if local.year == timezone.localtime().year else f"{local:%d %b %Y}",
    )


def shortened(text: str, length: int = SHORT) -> SafeString:
    """Render one line of a text, in its own writing direction."""
    line = " ".join(text[: length * 4].split())
    cut = line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
    return format_html('<span class="message-text" dir="auto">{}</span>', cut or NOTHING)


def whole(text: str) -> SafeString:
    """Render a text with its line breaks, in its own writing direction."""
    return format_html('<div class="message-text message-text-whole" dir="auto">{}</div>', text)


def block(text: str) -> SafeString:
    """Render text for machines: fixed width, wrapping."""
    cut = text[:LONGEST_BLOCK]
    more = f"\n… and {len(text) - len(cut):,} more characters" if len(text) > len(cut) else ""
    return format_html('<pre class="raw" dir="ltr" tabindex="0">{}{}</pre>', cut, more)


def pretty(value: Any) -> SafeString | str:
    """Render a JSON value, indented."""
    if value in (None, {}, [], ""):
        return NOTHING
    return block(json.dumps(value, indent=2, ensure_ascii=False))


def pretty_body(body: bytes) -> SafeString | str:
    """Render a raw body: indented when it is JSON, else as text."""
    try:
        return pretty(json.loads(body)) if body else NOTHING
    except (ValueError, RecursionError):
        return block(body.decode("utf-8", "replace"))


def identifier(value: str | None) -> SafeString | str:
    """Render an id: fixed width, breaks anywhere."""
    return format_html('<span class="id">{}</span>', value) if value else NOTHING


def person(named: object) -> SafeString:
    """Render a customer's name, cut to a width in lists (`.person`), whole in its title."""
    return format_html('<bdi class="person" title="{0}">{0}</bdi>', str(named))


def link(target: Model | None, text: str = "") -> SafeString | str:
    """Render a link to the page of a row."""
    if target is None:
        return NOTHING
    return link_to(target._meta.model_name or "", target.pk, text or str(target))


def link_to(model_name: str, pk: object, text: str) -> SafeString:
    """Render a link to the page of a row that is not loaded."""
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a>', reverse(f"admin:messaging_{model_name}_change", args=[pk]), text
    )


def link_to_list(model_name: str, query: str, text: str) -> SafeString:
    """Render a link to a list, filtered."""
    return format_html(
        '<a href="{}?{}">{}</a>', reverse(f"admin:messaging_{model_name}_changelist"), query, text
    )


def sentences(error: dict[str, Any], *keys: str) -> str:
    """Join what an error says to sentences: a title has no full stop of its own."""
    parts = [str(error.get(key) or "").strip() for key in keys]
    return " ".join(one if one[-1] in ".!?" else f"{one}." for one in parts if one)


def error_words(error: dict[str, Any] | None) -> SafeString | str:
    """Render title, detail and action of an error; its code, for a web search, last."""
    if not error:
        return NOTHING
    return format_html(
        '<div class="error-block"><b>{}</b><p>{}</p><p>{}</p><p class="code">{}</p></div>',
        error.get("title") or "Not delivered",
        error.get("detail") or "",
        error.get("action") or "",
        f"Code {error.get('code')}" if error.get("code") else "",
    )


def change(before: Any, after: Any) -> str:
    """Render an earlier and a later value of an activity: ``open → resolved``; empty when there is neither."""
    shown = [_plain(value) for value in (before, after)]
    return " → ".join(value or "none" for value in shown) if any(shown) else ""


def _plain(value: Any) -> str:
    """Return a value of an activity as text: a name of what has one, else itself."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return "" if value is None else str(value)
