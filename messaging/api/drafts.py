"""What the caller has written and not sent yet, on all of their devices."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.conversation import DraftChange, save_draft
from messaging.api.kit import (
    Body,
    Declared,
    Pages,
    actor_of,
    agent_of,
    an_id,
    query_number,
    query_text,
    takes,
    validated_body,
)
from messaging.api.notes import MOST_MENTIONS, MentionGiven
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_ID, LONGEST_DRAFT, NUMBER
from messaging.models import Conversation, SavedDraft
from messaging.permissions import conversation_or_404
from messaging.queries import drafting_colleagues
from messaging.serializers import (
    OBJECT,
    DraftingSerializer,
    SavedDraftSerializer,
    described,
    drafts_shown,
)

MOST_FILES = 30
# What devices wrote at the same time; a console puts more than that into one.
MOST_OTHERS = 5

MODE = OpenApiParameter(
    "mode", str, enum=tuple(SavedDraft.Mode.values), description="Left out: the draft of a reply."
)
REVISION = OpenApiParameter(
    "revision", OpenApiTypes.INT, description="As it was read; left out: whatever it is."
)
IN_CONVERSATION = inline_serializer(
    "ConversationDrafts",
    {"drafts": SavedDraftSerializer(many=True), "drafting": DraftingSerializer(many=True)},
)


class DraftMentionGiven(MentionGiven):
    name = serializers.CharField(max_length=255)


class DraftContentGiven(Body):
    text = serializers.CharField(
        max_length=LONGEST_DRAFT, trim_whitespace=False, allow_blank=True, default=""
    )
    reply_to = an_id(required=False, allow_null=True, help_text="The message that it quotes.")
    media = serializers.ListField(
        child=an_id(), default=list, max_length=MOST_FILES, help_text="The ids of uploads."
    )
    canned_response = an_id(required=False, allow_null=True)
    interactive = described(
        OBJECT, required=False, allow_null=True, help_text="What the customer can choose, in Meta's words."
    )
    mentions = serializers.ListField(child=DraftMentionGiven(), default=list, max_length=MOST_MENTIONS)


class DraftGiven(Body):
    mode = serializers.ChoiceField(SavedDraft.Mode.choices, default=SavedDraft.Mode.REPLY)
    revision = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_ID,
        help_text="Of the draft that this one is made of; 0: there was none.",
    )
    write_id = serializers.UUIDField(
        default=uuid.uuid4,
        help_text="The same again is the same write: a lost answer is asked for once more.",
    )
    content = DraftContentGiven()
    others = serializers.ListField(child=DraftContentGiven(), default=list, max_length=MOST_OTHERS)


class ConversationDrafts(Declared, GenericViewSet[Conversation]):
    """The caller's drafts in one conversation."""

    serializer_class = SavedDraftSerializer
    lookup_value_regex = NUMBER
    queryset = Conversation.objects.none()

    @takes(responses=IN_CONVERSATION)
    @action(detail=True, methods=["get"], url_path="draft")
    def draft(self, request: Request, pk: str) -> Response:
        """Show the caller's drafts in the conversation, of a reply and of a note, and which colleagues have one: not what
        they say."""
        agent = agent_of(request)
        conversation = conversation_or_404(agent, int(pk))
        rows = SavedDraft.objects.of(agent).filter(conversation=conversation)
        drafting = drafting_colleagues(conversation.pk, agent)
        return Response(
            {"drafts": drafts_shown(rows), "drafting": DraftingSerializer(drafting, many=True).data}
        )

    @takes(DraftGiven, responses=SavedDraftSerializer, refuses=[409])
    @draft.mapping.put
    def save_draft(self, request: Request, pk: str) -> Response:
        """Save the caller's draft; it is shown to nobody else. 409 `draft_changed` with the `draft` where another device has
        saved it since `revision`. A message that names its revision in `draft_revision` empties it."""
        agent = agent_of(request)
        conversation = conversation_or_404(agent, int(pk))
        given = validated_body(DraftGiven, request)
        change = DraftChange(
            given["revision"],
            _stored(given["content"]),
            [_stored(one) for one in given["others"]],
            given["write_id"],
        )
        saved = save_draft(conversation, agent, given["mode"], change, by=actor_of(request))
        return Response(drafts_shown([saved])[0])

    @takes(query=[MODE, REVISION], responses={204: None}, refuses=[409])
    @draft.mapping.delete
    def delete_draft(self, request: Request, pk: str) -> Response:
        """Delete the caller's draft, with what other devices had written. 409 `draft_changed` where it has another
        revision."""
        agent = agent_of(request)
        conversation = conversation_or_404(agent, int(pk))
        mode = query_text(request, "mode") or SavedDraft.Mode.REPLY
        if mode not in SavedDraft.Mode.values:
            raise ConsoleError.field("mode", "Must be reply or note.")
        asked = query_number(request, "revision")
        row = SavedDraft.objects.of(agent).filter(conversation=conversation, mode=mode).first()
        if row is not None:
            revision = row.revision if asked is None else asked
            save_draft(conversation, agent, mode, DraftChange(revision, {}), by=actor_of(request))
        return Response(status=204)


@extend_schema_view(list=takes(pages=True))
class DraftViewSet(Declared, GenericViewSet[SavedDraft]):
    """The caller's drafts in all conversations that they see, the ones that were begun last first."""

    serializer_class = SavedDraftSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[SavedDraft]:
        return SavedDraft.objects.of(agent_of(self.request)).written()

    @takes(pages=True)
    def list(self, request: Request) -> Response:
        """List the caller's drafts; each carries all that it says."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(drafts_shown(page or ()))


def _stored(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is there of a content."""
    return {name: value for name, value in given.items() if value}
