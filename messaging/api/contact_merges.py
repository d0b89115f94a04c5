"""Contacts that are one person, and that are two after all."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.contact import merge_contacts_by_hand, unmerge_contacts_by_hand
from messaging.api.kit import Body, Declared, Pages, actor_of, agent_of, an_id, takes, validated_body
from messaging.errors import ConsoleError, NotFound
from messaging.limits import NUMBER
from messaging.models import Contact, ContactMerge
from messaging.permissions import contact_or_404
from messaging.serializers import ContactMergeSerializer, ContactSerializer, UnmergedSerializer


class Merging(Body):
    contact = an_id(help_text="The contact whose everything becomes this one's.")


class Unmerging(Body):
    merge = an_id(help_text="Of the contact's merges.")


class ContactMerges(Declared, GenericViewSet[Any]):
    """Merging a contact with others, and taking that back."""

    serializer_class = ContactMergeSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER
    queryset = Contact.objects.none()

    @takes(pages=True, responses=ContactMergeSerializer(many=True))
    @action(detail=True, methods=["get"])
    def merges(self, request: Request, pk: str) -> Response:
        """List who was merged into the contact, by whom, and what came with them, newest first.

        Who was taken apart from the contact again is listed where the caller sees them.
        """
        agent = agent_of(request)
        contact = contact_or_404(agent, int(pk))
        rows = ContactMerge.objects.filter(contact=contact)
        theirs = rows.filter(undone_at=None).values("gone_id")
        seen = Contact.objects.visible_to(agent).filter(pk=OuterRef("gone_id"))
        rows = rows.filter(Q(undone_at=None) | Q(gone_id__in=theirs) | Exists(seen))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ContactMergeSerializer(page, many=True).data)

    @takes(Merging, responses=ContactSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Let everything of another contact be this one's: both are one person. It can be taken back (`unmerge`).

        Of two conversations that go on in one inbox the one that was active last does. 403 where one of them writes to
        an inbox that the caller does not see; 409 `changed_meanwhile` where one of them was just merged with another.
        """
        agent = agent_of(request)
        contact = contact_or_404(agent, int(pk))
        other = contact_or_404(agent, validated_body(Merging, request)["contact"])
        if other.pk == contact.pk:
            raise ConsoleError.field("contact", "This is the same contact.")
        return Response(_shown(merge_contacts_by_hand(agent, contact, other, by=actor_of(request))))

    @takes(Unmerging, responses=UnmergedSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, pk: str) -> Response:
        """Take a merge back: what came from the other contact is theirs again, and of what came since whatever came or
        went over their addresses. They have their former id. Notes stay in the conversation in which they were written.

        409 `already_unmerged`; `being_sent` while a message that would move is on its way.
        """
        agent = agent_of(request)
        contact = contact_or_404(agent, int(pk))
        wanted = validated_body(Unmerging, request)["merge"]
        merge = ContactMerge.objects.filter(contact=contact, pk=wanted).first()
        if merge is None:
            raise NotFound("This contact has no such merge.")
        restored = unmerge_contacts_by_hand(agent, merge, by=actor_of(request))
        return Response({"contact": _shown(contact), "restored": _shown(restored)})


def _shown(contact: Contact) -> Any:
    """Return the contact as it is now; as it was, where somebody has merged it since."""
    fresh = Contact.objects.with_resources().filter(pk=contact.pk).first()
    return ContactSerializer(fresh or contact).data
