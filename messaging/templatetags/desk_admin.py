"""What the admin's templates ask for."""

from __future__ import annotations

from typing import Any

from django import template

from messaging.admin import overview

register = template.Library()


@register.simple_tag
def desk_doors() -> list[tuple[str, str]]:
    """The other ways into the desk."""
    return overview.doors()


@register.simple_tag(takes_context=True)
def desk_figures(context: dict[str, Any]) -> list[overview.Figure]:
    """How things stand."""
    return overview.figures(context["request"])


@register.simple_tag(takes_context=True)
def desk_groups(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The models, grouped."""
    return overview.grouped(context["app_list"])
