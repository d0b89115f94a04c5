"""The tables of customers and messages, with the columns and the queries' indexes that ours have.

What only our design needs has no counterpart: the feed, stored webhook calls, lanes.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Inbox(models.Model):
    name = models.CharField(max_length=80)
    number_id = models.CharField(max_length=160, unique=True)
    app_secret = models.CharField(max_length=255)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="inboxes")

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    name = models.CharField(max_length=255, blank=True)
    blocked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=160)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="stock_address_identity")]

    def __str__(self) -> str:
        return self.value


class Conversation(models.Model):
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="conversations")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="conversations")
    status = models.CharField(max_length=10, default="open")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unread = models.PositiveIntegerField(default=0)
    last_message = models.ForeignKey("Message", null=True, on_delete=models.SET_NULL, related_name="+")
    last_activity_at = models.DateTimeField(default=timezone.now)
    window_closes_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "inbox"],
                name="stock_conversation_one_open",
                condition=~models.Q(status="resolved"),
            )
        ]
        indexes = [models.Index(fields=["inbox", "-last_activity_at", "-id"], name="stock_conversation_list")]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class Message(models.Model):
    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)
    sender = models.CharField(max_length=160)
    receiver = models.CharField(max_length=160)
    content = models.TextField()
    timestamp = models.DateTimeField(default=timezone.now)
    provider_timestamp = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12)
    external_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 (as ours)
    # What the provider sent, as ordinary designs keep it: with its message.
    payload = models.JSONField(default=dict, blank=True)
    error = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inbox", "external_id"], name="stock_external_id")]
        indexes = [models.Index(fields=["conversation", "-timestamp", "-id"], name="stock_thread")]

    def __str__(self) -> str:
        return f"{self.direction} message {self.pk}"


class StatusChange(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    provider_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "status"], name="stock_status_change_once")]

    def __str__(self) -> str:
        return self.status
