"""Whom a note names, on its page; and the notes on a contact, on the contact's."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.admin.kit import ReadOnlyInline, display
from messaging.models import ContactNote, Mention


class MentionInline(ReadOnlyInline):
    """Who was told of a note, and who has seen it."""

    model = Mention
    fields = readonly_fields = ("agent_name", "team_name", "read")

    @admin.display(description="agent")
    def agent_name(self, mention: Mention) -> str:
        return mention.agent.name

    @admin.display(description="team")
    def team_name(self, mention: Mention) -> str:
        return mention.team.name if mention.team else display.NOTHING

    @admin.display(description="seen")
    def read(self, mention: Mention) -> SafeString | str:
        return display.moment(mention.read_at)


class ContactNoteInline(ReadOnlyInline):
    """Written in the console, by the agents who see the contact."""

    model = ContactNote
    verbose_name_plural = "notes"
    fields = readonly_fields = ("content_shown", "author_name", "written")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContactNote]:
        return super().get_queryset(request).filter(deleted_at=None)

    @admin.display(description="note")
    def content_shown(self, note: ContactNote) -> SafeString:
        return display.whole(note.content)

    @admin.display(description="author")
    def author_name(self, note: ContactNote) -> str:
        return note.author.name if note.author else display.NOTHING

    @admin.display(description="written")
    def written(self, note: ContactNote) -> SafeString | str:
        return display.moment(note.created_at)
