"""Contacts and their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from messaging.actions.contact import block_contact, change_contact
from messaging.admin.kit import (
    ConsoleAdmin,
    DateFilter,
    IndexSearch,
    ReadOnlyInline,
    Tool,
    actor,
    by_right,
    display,
    for_each,
    visible,
    yes_or_no,
)
from messaging.admin.notes import ContactNoteInline
from messaging.models import Address, Contact, Conversation, Inbox
from messaging.search import Scope, matching_contacts

# A contact has one conversation per inbox that is not resolved, and over the years many that are.
LAST_CONVERSATIONS = 20


class AddressInline(ReadOnlyInline):
    """Providers report addresses; one typed in would make a second contact of one customer."""

    model = Address
    fields = readonly_fields = ("kind", "address", "provider", "known_since")

    @admin.display(description="address")
    def address(self, address: Address) -> str:
        return f"{address} (left)" if address.was_left else str(address)

    @admin.display(description="given by")
    def provider(self, address: Address) -> str:
        """Show who gave the id; a phone is known to all."""
        return dict(Inbox.Transport.choices).get(address.transport, display.NOTHING)

    @admin.display(description="known since")
    def known_since(self, address: Address) -> SafeString | str:
        return display.moment(address.created_at)


@admin.register(Contact)
class ContactAdmin(IndexSearch, ConsoleAdmin):
    """Made by messages, never by hand; never deleted."""

    live_kinds = ("contact", "conversation.created")
    list_display = ("person", "blocked_badge", "addresses_shown", "known_since")
    list_filter = (("blocked", yes_or_no("blocked", "Blocked", "Not blocked")), ("created_at", DateFilter))
    search_fields = ("name",)
    search_help_text = "Names, addresses, or a number in any spelling."
    actions = ("block", "unblock")
    inlines = (AddressInline, ContactNoteInline)
    fields = ("blocked", "name", "known_since", "conversations_shown")
    readonly_fields = ("known_since", "conversations_shown")
    has_block_permission = by_right("block")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).prefetch_related("addresses")

    def matching(self, rows: QuerySet[Contact], text: str, scope: Scope) -> QuerySet[Contact]:
        return matching_contacts(rows, text, scope, narrowed=True)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        contact = super().get_object(request, object_id, from_field)
        if contact is not None:
            # Read while the request is at hand: an agent sees only conversations of their inboxes.
            rows = visible(request, Conversation.objects.filter(contact=contact)).select_related("inbox")
            contact.shown_conversations = list(rows.order_by("-last_activity_at")[:LAST_CONVERSATIONS])
        return contact

    def page_tools(self, request: HttpRequest, pk: str) -> Sequence[Tool]:
        contact = self.get_object(request, pk)
        if contact is None or not self.has_block_permission(request):
            return ()
        blocked = contact.blocked
        return (self.action_tool("Unblock" if blocked else "Block", "unblock" if blocked else "block"),)

    def write(
        self,
        request: HttpRequest,
        obj: Contact,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        if form.changed_data:
            change_contact(
                obj, name=form.cleaned_data["name"], blocked=form.cleaned_data["blocked"], by=actor(request)
            )

    # --- columns and fields ---

    @admin.display(description="name", ordering="name")
    def person(self, contact: Contact) -> SafeString:
        return display.person(contact)

    @admin.display(description="addresses")
    def addresses_shown(self, contact: Contact) -> SafeString | str:
        words = (
            (str(address), address.get_kind_display(), " (left)" if address.was_left else "")
            for address in contact.addresses.all()
        )
        return format_html_join(", ", '<bdi title="{1}">{0}</bdi>{2}', words) or display.NOTHING

    @admin.display(description="blocked", ordering="blocked")
    def blocked_badge(self, contact: Contact) -> SafeString | str:
        return display.badge("blocked", "blocked") if contact.blocked else display.NOTHING

    @admin.display(description="known since", ordering="created_at")
    def known_since(self, contact: Contact) -> SafeString | str:
        return display.moment(contact.created_at)

    @admin.display(description="conversations")
    def conversations_shown(self, contact: Contact) -> SafeString | str:
        rows = getattr(contact, "shown_conversations", ())
        lines = (
            (
                display.link(one, f"{one.inbox.name}, {one.last_activity_at:%d %b %Y}"),
                display.badge(one.status, one.get_status_display()),
            )
            for one in rows
        )
        return format_html_join("", '<p class="row">{} {}</p>', lines) or display.NOTHING

    # --- actions ---

    @admin.action(description="Block: no message goes to them any more", permissions=["block"])
    def block(self, request: HttpRequest, rows: QuerySet[Contact]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda one: block_contact(one, blocked=True, by=actor(request)),
            done="blocked",
        )

    @admin.action(description="Unblock", permissions=["block"])
    def unblock(self, request: HttpRequest, rows: QuerySet[Contact]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda one: block_contact(one, blocked=False, by=actor(request)),
            done="unblocked",
        )
