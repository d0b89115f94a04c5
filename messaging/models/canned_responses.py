"""Replies of ours that are prepared in advance."""

from __future__ import annotations

from django.db import models


class CannedResponse(models.Model):
    """A saved reply with a shortcode."""

    shortcode = models.SlugField(max_length=40, unique=True)
    content = models.TextField(max_length=4096)

    class Meta:
        ordering = ["shortcode"]

    def __str__(self) -> str:
        return f"/{self.shortcode}"
