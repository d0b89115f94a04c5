"""Contacts that were made one, and what it takes to make them two again."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from messaging.models.contacts import Contact


class ContactMerge(models.Model):
    """One merge: who was merged into which contact, by whom, and what came from whom."""

    # Whose everything is since then; where that contact is merged itself, the one that remains.
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    # The id of the contact that is gone, and has it again after an un-merge.
    gone_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    # The actor, by value: `Actor.as_resource`.
    by: models.JSONField[Any, Any] = models.JSONField()
    # See `actions.contact.merge_evidence.Evidence`.
    evidence: models.JSONField[Any, Any] = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Merge {self.pk} of contact {self.gone_id}"
