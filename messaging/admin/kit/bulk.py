"""Running one action on many rows, and reporting the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from messaging.admin.kit.base import ConsoleAdmin, counted_name, refusal_words
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_PAGE


def for_each(
    page: ConsoleAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    act: Callable[[Any], object],
    *,
    done: str,
) -> None:
    """Run an action on every row; those that it refuses are counted by their reason.

    An action that answers False found nothing to do.
    """
    chosen = list(rows[: LARGEST_PAGE + 1])
    reasons = [_refusal(act, row) for row in chosen[:LARGEST_PAGE]]
    refused = Counter(reason for reason in reasons if reason)
    _report(page, request, len(reasons) - refused.total(), refused, done)
    if len(chosen) > LARGEST_PAGE:
        page.message_user(
            request,
            f"Only the first {LARGEST_PAGE} were looked at; run it again for the rest.",
            messages.WARNING,
        )


def _refusal(act: Callable[[Any], object], row: Model) -> str:
    """Return why the action refused; empty when it was done."""
    try:
        return "There was nothing to do." if act(row) is False else ""
    except ConsoleError as error:
        return refusal_words(error)


def _report(page: ConsoleAdmin, request: HttpRequest, count: int, refused: Counter[str], done: str) -> None:
    if count:
        page.message_user(request, f"{counted_name(page.model, count)} {done}.", messages.SUCCESS)
    for reason, times in refused.most_common():
        sentence = format_html("{} not {}: {}", counted_name(page.model, times), done, reason)
        page.message_user(request, sentence, messages.WARNING)
