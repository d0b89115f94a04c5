"""Conversations, their threads, and replying in them."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.conversation import mark_seen, mark_unread, show_typing, take_over, update_conversation
from messaging.actions.outgoing import send_message
from messaging.api.kit import (
    NUMBER_SCHEMA,
    TEXT_SCHEMA,
    ActivityPages,
    Body,
    ConversationPages,
    Declared,
    ThreadPages,
    actor_of,
    agent_of,
    an_id,
    query_number,
    query_text,
    takes,
    validated_body,
)
from messaging.api.message_bodies import Reply, ReplyForm, draft_of
from messaging.api.parsing import FORM_OR_JSON
from messaging.delivery.lanes import wait_for_first_attempt
from messaging.errors import ConsoleError
from messaging.limits import NUMBER
from messaging.models import Activity, Agent, Conversation, Label, Message, Team
from messaging.permissions import conversation_or_404
from messaging.search import Scope, matching_conversations
from messaging.serializers import ActivitySerializer, ConversationSerializer, MessageSerializer

VIEWS = ("all", "mine", "unassigned")
# Filters of which the search index knows nothing.
NARROWING = {"status", "contact", "label"}


class Change(Body):
    """The fields that may be changed. `assignee_was` is the assignee that the caller saw (null: none)."""

    status = serializers.ChoiceField(Conversation.Status.choices, required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    assignee = serializers.PrimaryKeyRelatedField(
        queryset=Agent.objects.filter(is_active=True), pk_field=an_id(), required=False, allow_null=True
    )
    assignee_was = an_id(required=False, allow_null=True)
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), pk_field=an_id(), required=False, allow_null=True
    )
    priority = serializers.ChoiceField(Conversation.Priority.choices, required=False)
    labels = serializers.ListField(child=an_id(), required=False, max_length=100)

    def validate_labels(self, pks: list[int]) -> list[Label]:
        """Look all of them up in one query."""
        found = Label.objects.in_bulk(pks)
        if missing := [pk for pk in pks if pk not in found]:
            raise serializers.ValidationError(f"There is no label {missing[0]}.")
        return list(found.values())


class Seen(Body):
    message = an_id(required=False, allow_null=True)


FILTERS = [
    OpenApiParameter("view", str, enum=VIEWS, description="Whose conversations; default all."),
    OpenApiParameter("status", str, many=True, enum=Conversation.Status.values, explode=True),
    OpenApiParameter("inbox", NUMBER_SCHEMA, description="Only this inbox."),
    OpenApiParameter("contact", NUMBER_SCHEMA, description="Only this customer's, the finished ones too."),
    OpenApiParameter("label", TEXT_SCHEMA, description="Only with this label (its name)."),
    OpenApiParameter(
        "q", str, description="Words, all in one message or in the contact's name, username or addresses."
    ),
]


@extend_schema_view(list=takes(query=FILTERS, pages=True))
class ConversationViewSet(
    Declared, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Conversation]
):
    serializer_class = ConversationSerializer
    pagination_class = ConversationPages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Conversation]:
        """Return the rows that the caller sees, as filtered by the query."""
        rows = Conversation.objects.visible_to(agent_of(self.request)).with_resources()
        return _filtered(rows, self.request) if self.action == "list" else rows

    @takes(Change, responses=ConversationSerializer, refuses=[409])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change status, assignee, team, priority or labels, all or none of them; 409 `already_assigned`,
        `already_open`."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        changes = validated_body(Change, request)
        update_conversation(
            conversation, changes, was=changes.pop("assignee_was", None), by=actor_of(request)
        )
        return self._answer(conversation.pk)

    @takes(pages=True, responses=ActivitySerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=ActivityPages)
    def activity(self, request: Request, pk: str) -> Response:
        """List what was done to the conversation, newest first; it stays when the feed is pruned."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        pages = ActivityPages()
        page = pages.paginate_queryset(Activity.objects.filter(conversation=conversation), request, self)
        return pages.get_paginated_response(ActivitySerializer(page, many=True).data)

    @takes(pages=True, responses=MessageSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=ThreadPages, parser_classes=FORM_OR_JSON)
    def messages(self, request: Request, pk: str) -> Response:
        """List the thread, newest first; `next` is older."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        pages = ThreadPages()
        page = pages.paginate_queryset(
            Message.objects.thread().with_resources().filter(conversation=conversation), request, self
        )
        return pages.get_paginated_response(MessageSerializer(page, many=True).data)

    @takes(Reply, form=ReplyForm, responses={201: MessageSerializer}, refuses=[409])
    @messages.mapping.post
    def reply(self, request: Request, pk: str) -> Response:
        """Write to the customer. The same `client_id` again is the same message; 409 `newer_activity`
        when a colleague answered after `last_seen_seq`, `window_closed` when only a template may be sent,
        `answered_by_other` when the conversation is to be taken over before."""
        agent = agent_of(request)
        conversation = conversation_or_404(agent, int(pk))
        message = send_message(conversation, draft_of(request, conversation, agent), by=actor_of(request))
        wait_for_first_attempt(message.pk)
        fresh = Message.objects.thread().with_resources().get(pk=message.pk)
        return Response(MessageSerializer(fresh).data, status=status.HTTP_201_CREATED)

    @takes(responses={204: None})
    @action(detail=True, methods=["post"])
    def typing(self, request: Request, pk: str) -> Response:
        """Tell the customer that an answer is being written, at most every 20 s; not where the inbox's read
        policy is `never`, as it also marks as read."""
        show_typing(conversation_or_404(agent_of(request), int(pk)), by=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @takes(Seen, responses=ConversationSerializer)
    @action(detail=True, methods=["post"])
    def seen(self, request: Request, pk: str) -> Response:
        """Mark the messages up to `message` as seen by the team (an id; left out: all of them)."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        mark_seen(conversation, validated_body(Seen, request).get("message"), by=actor_of(request))
        return self._answer(conversation.pk)

    @takes(responses=ConversationSerializer)
    @action(detail=True, methods=["post"])
    def unread(self, request: Request, pk: str) -> Response:
        """Mark the last message of the customer as unread again."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        mark_unread(conversation, by=actor_of(request))
        return self._answer(conversation.pk)

    @takes(responses=ConversationSerializer)
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, pk: str) -> Response:
        """Answer the conversation from now on instead of whoever `answered_by` names; the same again does nothing."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        take_over(conversation, by=actor_of(request))
        return self._answer(conversation.pk)

    def _answer(self, pk: int) -> Response:
        return Response(ConversationSerializer(Conversation.objects.with_resources().get(pk=pk)).data)


def _filtered(rows: QuerySet[Conversation], request: Request) -> QuerySet[Conversation]:
    rows = _narrowed(rows, request)
    inbox = query_number(request, "inbox")
    if inbox is not None:
        rows = rows.filter(inbox=inbox)
    text = query_text(request, "q", blank=True).strip()
    if not text:
        return rows
    asked = request.query_params
    narrowed = asked.get("view", "all") != "all" or not NARROWING.isdisjoint(asked)
    return matching_conversations(rows, text, Scope.of(agent_of(request), inbox=inbox), narrowed=narrowed)


def _narrowed(rows: QuerySet[Conversation], request: Request) -> QuerySet[Conversation]:
    """Keep what is asked for by other filters than the inbox and the text."""
    asked = request.query_params
    rows = _in_view(rows, asked.get("view", "all"), agent_of(request))
    if statuses := asked.getlist("status"):
        rows = rows.filter(status__in=_known_statuses(statuses))
    if (contact := query_number(request, "contact")) is not None:
        rows = rows.filter(contact=contact)
    if label := query_text(request, "label"):
        rows = rows.filter(labels__name=label)
    return rows


def _in_view(rows: QuerySet[Conversation], view: str, agent: Agent) -> QuerySet[Conversation]:
    if view == "mine":
        return rows.filter(assignee=agent)
    if view == "unassigned":
        return rows.filter(assignee=None)
    if view != "all":
        raise ConsoleError.field("view", f"Must be one of {', '.join(VIEWS)}.")
    return rows


def _known_statuses(statuses: list[str]) -> list[str]:
    named = [name for text in statuses for name in text.split(",") if name]
    if not named or not set(named) <= set(Conversation.Status.values):
        raise ConsoleError.field("status", f"Must be one of {', '.join(Conversation.Status.values)}.")
    return named
