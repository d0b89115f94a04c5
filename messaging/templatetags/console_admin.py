"""Template tags of the admin."""

from __future__ import annotations

from typing import Any

from django import template

from messaging.admin import overview

register = template.Library()


@register.simple_tag
def console_pages() -> list[tuple[str, str]]:
    """Return the other pages of the console."""
    return overview.other_pages()


@register.simple_tag(takes_context=True)
def console_figures(context: dict[str, Any]) -> list[overview.Figure]:
    """Return the figures of the first page."""
    return overview.figures(context["request"])
