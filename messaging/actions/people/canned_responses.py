"""Canned responses: saved replies that agents share."""

from __future__ import annotations

from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import CannedResponse


@recording()
def save_canned_response(canned: CannedResponse, *, by: Actor) -> CannedResponse:
    """Save a new canned response, or another shortcode or text of one."""
    canned.save(update_fields=["shortcode", "content"] if canned.pk else None)
    return canned


@recording()
def delete_canned_response(canned: CannedResponse, *, by: Actor) -> None:
    """Delete a canned response; messages that were written with it stay."""
    canned.delete()
