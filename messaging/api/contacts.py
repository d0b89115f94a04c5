"""Contacts: list, look up, rename, block."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from messaging.actions.contact import change_contact
from messaging.api.kit import (
    NUMBER_SCHEMA,
    Body,
    Declared,
    Pages,
    actor_of,
    agent_of,
    query_flag,
    query_number,
    query_text,
    takes,
    validated_body,
)
from messaging.limits import NUMBER
from messaging.models import Contact, ContactQuerySet, Conversation
from messaging.permissions import check_may_block
from messaging.search import Scope, matching_contacts
from messaging.serializers import (
    ContactSerializer,
)


class ContactChange(Body):
    name = serializers.CharField(max_length=255, required=False)
    blocked = serializers.BooleanField(required=False)


FILTERS = [
    OpenApiParameter(
        "q", str, description="Words, each in the name, username or address; or a number in any spelling."
    ),
    OpenApiParameter("inbox", NUMBER_SCHEMA, description="Who writes to this inbox."),
    OpenApiParameter("blocked", bool, description="Only who is blocked, or who is not."),
    OpenApiParameter(
        "open", bool, description="Only who has a conversation that is not resolved, or who has none."
    ),
]


@extend_schema_view(list=takes(query=FILTERS, pages=True))
class ContactViewSet(Declared, ReadOnlyModelViewSet[Contact]):
    serializer_class = ContactSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Contact]:
        rows = Contact.objects.visible_to(agent_of(self.request)).with_resources()
        return self._narrowed(rows) if self.action == "list" else rows

    def _narrowed(self, rows: ContactQuerySet) -> QuerySet[Contact]:
        agent, inbox = agent_of(self.request), query_number(self.request, "inbox")
        blocked, has_open = query_flag(self.request, "blocked"), query_flag(self.request, "open")
        text = query_text(self.request, "q", blank=True).strip()
        theirs = Conversation.objects.visible_to(agent).filter(contact=OuterRef("pk"))
        if inbox is not None:
            theirs = theirs.filter(inbox=inbox)
            rows = rows.filter(Exists(theirs))
        if blocked is not None:
            rows = rows.filter(blocked=blocked)
        if has_open is not None:
            goes_on = Exists(theirs.unresolved())
            rows = rows.filter(goes_on if has_open else ~goes_on)
        if not text:
            return rows
        narrowed = (blocked, has_open) != (None, None)
        return matching_contacts(rows, text, Scope.of(agent, inbox=inbox), narrowed=narrowed)

    @takes(ContactChange, responses=ContactSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the name, or block: messages still come in, none go out. `marketing` is the customer's to change."""
        contact, given = self.get_object(), validated_body(ContactChange, request)
        if given.get("blocked", contact.blocked) != contact.blocked:
            check_may_block(agent_of(request), contact)
        change_contact(
            contact, **{"name": contact.name, "blocked": contact.blocked, **given}, by=actor_of(request)
        )
        return Response(ContactSerializer(self.get_object()).data)
