"""How values look in lists and pages: everything escaped, styled by class only (strict CSP)."""

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
# More would make the page slow, and nobody reads it there.
LONGEST_BLOCK = 100_000
NOTHING = "\u2013"


def badge(value: str, label: str = "", *, title: str = "") -> SafeString:
    """A coloured word; `value` chooses the class ``badge-<value>``."""
    return format_html(
        '<span class="badge badge-{}" title="{}">{}</span>', slugify(value), title, label or value
    )


def tag(name: str, color: str) -> SafeString:
    """A word with its colour: an attribute of a drawing, for a strict policy allows no inline style."""
    return format_html(
        '<span class="tag"><svg class="swatch" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">'
        '<circle cx="5" cy="5" r="5" fill="{}"/></svg>{}</span>',
        color,
        name,
    )


def moment(at: datetime | None) -> SafeString | str:
    """Second and day, in the admin's time zone; the year only when it is another."""
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
    """One line of a text, in its own writing direction."""
    line = " ".join(text[: length * 4].split())
    cut = line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
    return format_html('<span class="said" dir="auto">{}</span>', cut or NOTHING)


def whole(text: str) -> SafeString:
    """A text with its line breaks, in its own writing direction."""
    return format_html('<div class="said said-whole" dir="auto">{}</div>', text)


def block(text: str) -> SafeString:
    """Text for machines: fixed width, wrapping."""
    cut = text[:LONGEST_BLOCK]
    more = f"\n… and {len(text) - len(cut):,} more characters" if len(text) > len(cut) else ""
    return format_html('<pre class="raw" dir="ltr" tabindex="0">{}{}</pre>', cut, more)


def pretty(value: Any) -> SafeString | str:
    """A JSON value, indented."""
    if value in (None, {}, [], ""):
        return NOTHING
    return block(json.dumps(value, indent=2, ensure_ascii=False))


def pretty_body(body: bytes) -> SafeString | str:
    """A raw body: indented when it is JSON, else as the text that it is."""
    try:
        return pretty(json.loads(body)) if body else NOTHING
    except (ValueError, RecursionError):
        return block(body.decode("utf-8", "replace"))


def identifier(value: str | None) -> SafeString | str:
    """Somebody's id: fixed width, breaks anywhere."""
    return format_html('<span class="id">{}</span>', value) if value else NOTHING


def person(named: object) -> SafeString:
    """A customer's name, which lists cut to a width (`.person`): whoever points at it sees the whole."""
    return format_html('<bdi class="person" title="{0}">{0}</bdi>', str(named))


def link(target: Model | None, text: str = "") -> SafeString | str:
    """To the page of a row."""
    if target is None:
        return NOTHING
    return link_to(target._meta.model_name or "", target.pk, text or str(target))


def link_to(model_name: str, pk: object, text: str) -> SafeString:
    """To the page of a row of ours that is not loaded."""
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a>', reverse(f"admin:messaging_{model_name}_change", args=[pk]), text
    )


def link_to_list(model_name: str, query: str, text: str) -> SafeString:
    """To a list of ours, filtered."""
    return format_html(
        '<a href="{}?{}">{}</a>', reverse(f"admin:messaging_{model_name}_changelist"), query, text
    )


def sentences(error: dict[str, Any], *keys: str) -> str:
    """What an error says, one sentence after the other: a title has no full stop of its own."""
    said = [str(error.get(key) or "").strip() for key in keys]
    return " ".join(one if one[-1] in ".!?" else f"{one}." for one in said if one)


def error_words(error: dict[str, Any] | None) -> SafeString | str:
    """What went wrong, why, and what to do about it; the code for the search engine last."""
    if not error:
        return NOTHING
    return format_html(
        '<div class="trouble"><b>{}</b><p>{}</p><p>{}</p><p class="code">{}</p></div>',
        error.get("title") or "Not delivered",
        error.get("detail") or "",
        error.get("action") or "",
        f"Code {error.get('code')}" if error.get("code") else "",
    )
