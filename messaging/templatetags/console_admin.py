"""Template tags of the admin."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib import admin
from django.db.models.options import Options

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


@register.simple_tag
def erase_note(opts: Options[Any]) -> str:
    """Return what else happens when rows of a list are deleted."""
    return str(getattr(admin.site.get_model_admin(opts.model), "erase_note", ""))
