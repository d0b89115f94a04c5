"""Notes in conversations, whom they name, and notes on contacts."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.contact import add_contact_note, delete_contact_note
from messaging.actions.conversation import (
    Named,
    NoteDraft,
    add_note,
    check_note,
    delete_note,
    edit_note,
    mark_mentions_seen,
)
from messaging.api.kit import (
    Body,
    Declared,
    Pages,
    actor_of,
    agent_of,
    an_id,
    inboxes_of,
    query_flag,
    takes,
    validated_body,
)
from messaging.limits import LARGEST_ID, LONGEST_TEXT, NUMBER
from messaging.models import Contact, ContactNote, Conversation, Mention, Message
from messaging.permissions import contact_or_404, conversation_or_404, message_or_404
from messaging.serializers import (
    ContactNoteSerializer,
    ConversationSerializer,
    MentionSerializer,
    MessageSerializer,
)

MOST_MENTIONS = 50
MENTION_KINDS = [("agent", "Agent"), ("team", "Team")]
UNREAD = OpenApiParameter("unread", bool, description="Only those that the caller has not seen.")


class MentionGiven(Body):
    kind = serializers.ChoiceField(MENTION_KINDS)
    id = an_id()


class NoteChange(Body):
    content = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    mentions = serializers.ListField(
        child=MentionGiven(),
        required=False,
        max_length=MOST_MENTIONS,
        help_text="Whom the note names: only who sees the inbox. Left out: whom it names already.",
    )


class NewNote(Body):
    content = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    mentions = serializers.ListField(
        child=MentionGiven(),
        default=list,
        max_length=MOST_MENTIONS,
        help_text="Whom the note names: only who sees the inbox.",
    )
    client_id = serializers.UUIDField(default=uuid.uuid4)
    draft_revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=LARGEST_ID,
        help_text="Of the caller's draft that this note is made of, which is emptied with it.",
    )


class MentionsSeen(Body):
    message = an_id(required=False, allow_null=True)


class NewContactNote(Body):
    content = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    client_id = serializers.UUIDField(default=uuid.uuid4)


class ConversationNotes(Declared, GenericViewSet[Conversation]):
    """What is noted in a conversation; the notes are listed with the messages of its thread."""

    serializer_class = ConversationSerializer
    lookup_value_regex = NUMBER
    queryset = Conversation.objects.none()

    @takes(NewNote, responses={201: MessageSerializer}, refuses=[409])
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, pk: str) -> Response:
        """Write a note to colleagues; nothing of it goes to the customer, whatever the window or the status.

        The same `client_id` again is the same note. 400 `not_a_member` for an agent who does not see the inbox, or a
        team of which nobody does.
        """
        agent = agent_of(request)
        conversation = conversation_or_404(agent, int(pk))
        given = validated_body(NewNote, request)
        draft = NoteDraft(
            agent,
            given["content"],
            _named(given["mentions"]),
            given["client_id"],
            given.get("draft_revision"),
        )
        note = add_note(conversation, draft, by=actor_of(request))
        return Response(_shown(note.pk), status=status.HTTP_201_CREATED)

    @takes(MentionsSeen, responses=ConversationSerializer)
    @action(detail=True, methods=["post"], url_path="mentions-seen")
    def mentions_seen(self, request: Request, pk: str) -> Response:
        """Mark the caller's mentions in notes up to `message` (an id; left out: all) as seen by them."""
        agent = agent_of(request)
        conversation = conversation_or_404(agent, int(pk))
        up_to = validated_body(MentionsSeen, request).get("message")
        mark_mentions_seen(conversation, agent, up_to, by=actor_of(request))
        fresh = Conversation.objects.with_resources().get(pk=conversation.pk)
        return Response(ConversationSerializer(fresh).data)


class NoteViewSet(Declared, GenericViewSet[Message]):
    """Single notes."""

    serializer_class = MessageSerializer
    lookup_value_regex = NUMBER
    queryset = Message.objects.none()

    @takes(NoteChange, responses=MessageSerializer, refuses=[409])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what a note says and, where `mentions` are given, whom it names; its author only. 409 when it was deleted."""
        agent, note = agent_of(request), self._note(request, pk)
        given = validated_body(NoteChange, request)
        check_note(given["content"])
        named = _named(given["mentions"]) if "mentions" in given else None
        edit_note(note, given["content"], named, author=agent, by=actor_of(request))
        return Response(_shown(note.pk))

    @takes(responses={200: MessageSerializer}, refuses=[409])
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete what a note says; its author, supervisors and admins. That there was one stays."""
        note = self._note(request, pk)
        delete_note(note, agent=agent_of(request), by=actor_of(request))
        return Response(_shown(note.pk))

    def _note(self, request: Request, pk: str) -> Message:
        return message_or_404(agent_of(request), int(pk), notes=True)


@extend_schema_view(list=takes(query=[UNREAD], pages=True))
class MentionViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Mention]):
    """Where notes name the caller, newest first."""

    serializer_class = MentionSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Mention]:
        """Return the caller's mentions, of the inboxes that they see."""
        lines = Message.objects.with_resources()
        rows = Mention.objects.filter(agent=agent_of(self.request)).select_related("team")
        rows = rows.of_inboxes(inboxes_of(self.request).narrow).prefetch_related(Prefetch("message", lines))
        return rows.filter(read_at=None) if query_flag(self.request, "unread") else rows


class ContactNotes(Declared, GenericViewSet[Any]):
    """Notes of a contact."""

    serializer_class = ContactNoteSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER
    queryset = Contact.objects.none()

    @takes(pages=True, responses=ContactNoteSerializer(many=True))
    @action(detail=True, methods=["get"])
    def notes(self, request: Request, pk: str) -> Response:
        """List the notes on a contact, newest first."""
        contact = contact_or_404(agent_of(request), int(pk))
        rows = ContactNote.objects.filter(contact=contact, deleted_at=None).select_related("author")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ContactNoteSerializer(page, many=True).data)

    @takes(NewContactNote, responses={201: ContactNoteSerializer}, refuses=[409])
    @notes.mapping.post
    def add(self, request: Request, pk: str) -> Response:
        """Note something on a contact, for who sees the contact. The same `client_id` again is the same note."""
        agent = agent_of(request)
        contact = contact_or_404(agent, int(pk))
        given = validated_body(NewContactNote, request)
        check_note(given["content"])
        note = add_contact_note(contact, **given, author=agent, by=actor_of(request))
        return Response(ContactNoteSerializer(note).data, status=status.HTTP_201_CREATED)


class ContactNoteViewSet(Declared, GenericViewSet[ContactNote]):
    """Single notes on contacts."""

    serializer_class = ContactNoteSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[ContactNote]:
        seen = Contact.objects.visible_to(agent_of(self.request))
        return ContactNote.objects.filter(contact__in=seen).select_related("author")

    @takes(responses={200: ContactNoteSerializer})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a note on a contact; its author, supervisors and admins."""
        note = delete_contact_note(self.get_object(), agent=agent_of(request), by=actor_of(request))
        return Response(ContactNoteSerializer(note).data)


def _named(given: list[dict[str, Any]]) -> list[Named]:
    return [Named(**one) for one in given]


def _shown(pk: int) -> Any:
    return MessageSerializer(Message.objects.with_resources().get(pk=pk)).data
