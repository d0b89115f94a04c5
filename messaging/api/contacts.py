"""Contacts: list, look up, rename, block."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from messaging.actions.contact import change_contact
from messaging.api.kit import Body, Declared, Pages, actor_of, agent_of, query_text, takes, validated_body
from messaging.limits import NUMBER
from messaging.models import Contact
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
]


@extend_schema_view(list=takes(query=FILTERS, pages=True))
class ContactViewSet(Declared, ReadOnlyModelViewSet[Contact]):
    serializer_class = ContactSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Contact]:
        rows = Contact.objects.visible_to(agent_of(self.request)).with_resources()
        text = query_text(self.request, "q", blank=True).strip() if self.action == "list" else ""
        return matching_contacts(rows, text, Scope.of(agent_of(self.request))) if text else rows

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
