"""Files of messages: stored, still to be fetched, or failed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from messaging.actions.core import retry_attachment
from messaging.admin.kit import (
    ConsoleAdmin,
    DateFilter,
    InboxFilter,
    ReadOnlyInline,
    Tool,
    actor,
    by_right,
    display,
    for_each,
    requesting_agent,
)
from messaging.models import Attachment, Reaction


def file_link(attachment: Attachment) -> SafeString | str:
    """Return the file's name, as a link when the file is here; the link checks who may see it."""
    name = attachment.filename or attachment.get_kind_display()
    if attachment.state != Attachment.State.READY or not attachment.file:
        return name
    return format_html('<a href="/api/attachments/{}/file"><bdi>{}</bdi></a>', attachment.pk, name)


def thumbnail_image(attachment: Attachment) -> SafeString | str:
    """Return the small picture where there is one."""
    if not attachment.thumbnail:
        return display.NOTHING
    return format_html(
        '<img class="thumb" src="/api/attachments/{}/thumbnail" alt="{}" loading="lazy">',
        attachment.pk,
        attachment.filename or attachment.get_kind_display(),
    )


class AttachmentInline(ReadOnlyInline):
    """The files of one message."""

    model = Attachment
    verbose_name_plural = "files"
    fields = readonly_fields = ("picture", "name", "file_type", "file_size", "state_badge")

    @admin.display(description="picture")
    def picture(self, attachment: Attachment) -> SafeString | str:
        return thumbnail_image(attachment)

    @admin.display(description="name")
    def name(self, attachment: Attachment) -> SafeString | str:
        return file_link(attachment)

    @admin.display(description="type")
    def file_type(self, attachment: Attachment) -> str:
        return attachment.mime_type or attachment.get_kind_display()

    @admin.display(description="size")
    def file_size(self, attachment: Attachment) -> str:
        return display.NOTHING if attachment.size is None else filesizeformat(attachment.size)

    @admin.display(description="state")
    def state_badge(self, attachment: Attachment) -> SafeString:
        return _state_badge(attachment)


class ReactionInline(ReadOnlyInline):
    """The emoji on one message."""

    model = Reaction
    fk_name = "message"
    verbose_name_plural = "reactions"
    fields = readonly_fields = ("emoji", "reaction_owner", "reacted_at_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reaction]:
        rows: QuerySet[Reaction] = super().get_queryset(request).exclude(emoji="")
        return rows.select_related("contact", "agent").prefetch_related("contact__addresses")

    @admin.display(description="by")
    def reaction_owner(self, reaction: Reaction) -> str:
        if reaction.contact:
            return str(reaction.contact)
        return reaction.agent.name if reaction.agent else "the business's phone"

    @admin.display(description="at")
    def reacted_at_shown(self, reaction: Reaction) -> SafeString | str:
        return display.moment(reaction.reacted_at)


@admin.register(Attachment)
class AttachmentAdmin(ConsoleAdmin):
    """Fetched and stored by the delivery; never edited."""

    live_kinds = ("message",)
    list_display = (
        "state_badge",
        "time",
        "picture",
        "name",
        "file_type",
        "file_size",
        "inbox_name",
        "message_link",
    )
    list_display_links = ("time",)
    list_filter = ("state", "kind", ("inbox", InboxFilter), ("created_at", DateFilter))
    list_select_related = ("inbox", "message")
    search_fields = ("filename", "=sha256")
    search_help_text = "The file's name, or its whole SHA-256."
    actions = ("fetch_again",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "state_badge",
                    "error_shown",
                    "picture",
                    "name",
                    "file_type",
                    "file_size",
                    "time",
                    "inbox",
                    "message_link",
                    "uploader",
                )
            },
        ),
        ("Technical details", {"classes": ("collapse",), "fields": ("checksum",)}),
    )
    has_retry_permission = by_right("retry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        rows: Any = super().get_queryset(request)
        mine: QuerySet[Attachment] = rows.sent_or_uploaded_by(requesting_agent(request))
        return mine

    def get_readonly_fields(self, request: HttpRequest, obj: Attachment | None = None) -> Any:
        return flatten_fieldsets(self.fieldsets)

    def page_tools(self, request: HttpRequest, pk: str) -> Sequence[Tool]:
        attachment = self.get_object(request, pk)
        failed = attachment is not None and attachment.state == Attachment.State.FAILED
        return (self.action_tool("Fetch again", "fetch_again"),) if failed else ()

    @admin.display(description="time", ordering="created_at")
    def time(self, attachment: Attachment) -> SafeString | str:
        return display.moment(attachment.created_at)

    @admin.display(description="picture")
    def picture(self, attachment: Attachment) -> SafeString | str:
        return thumbnail_image(attachment)

    @admin.display(description="name", ordering="filename")
    def name(self, attachment: Attachment) -> SafeString | str:
        return file_link(attachment)

    @admin.display(description="type", ordering="mime_type")
    def file_type(self, attachment: Attachment) -> str:
        return attachment.mime_type or attachment.get_kind_display()

    @admin.display(description="size", ordering="size")
    def file_size(self, attachment: Attachment) -> str:
        return display.NOTHING if attachment.size is None else filesizeformat(attachment.size)

    @admin.display(description="state", ordering="state")
    def state_badge(self, attachment: Attachment) -> SafeString:
        return _state_badge(attachment)

    @admin.display(description="message")
    def message_link(self, attachment: Attachment) -> SafeString | str:
        message = attachment.message
        return display.link(message, message.content[:60]) if message else "not sent yet"

    @admin.display(description="SHA-256")
    def checksum(self, attachment: Attachment) -> SafeString | str:
        return display.identifier(attachment.sha256)

    @admin.display(description="uploaded by")
    def uploader(self, attachment: Attachment) -> str:
        return attachment.uploaded_by.name if attachment.uploaded_by else display.NOTHING

    @admin.display(description="error")
    def error_shown(self, attachment: Attachment) -> SafeString | str:
        return display.error_words(attachment.error)

    @admin.action(description="Fetch again", permissions=["retry"])
    def fetch_again(self, request: HttpRequest, rows: QuerySet[Attachment]) -> None:
        for_each(
            self,
            request,
            rows.order_by("pk"),
            partial(retry_attachment, by=actor(request)),
            done="asked for again",
        )


def _state_badge(attachment: Attachment) -> SafeString:
    why = (attachment.error or {}).get("title", "")
    shown = display.badge(f"file-{attachment.state}", attachment.get_state_display(), title=why)
    return format_html('{}<small class="why">{}</small>', shown, why) if why else shown
