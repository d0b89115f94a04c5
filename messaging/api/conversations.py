"""Conversations, their threads, and replying in them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view, inline_serializer
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.conversation import mark_seen, mark_unread, show_typing, take_over, update_conversation
from messaging.actions.outgoing import send_message
from messaging.api.conversation_query import FILTERS, filter_of, sort_of
from messaging.api.kit import (
    FEED_SCHEMA,
    ActivityPages,
    Body,
    ConversationPages,
    Declared,
    SortedIds,
    actor_of,
    agent_of,
    an_id,
    inboxes_of,
    query_text,
    takes,
    validated_body,
)
from messaging.api.message_bodies import Reply, ReplyForm, draft_of
from messaging.api.parsing import FORM_OR_JSON
from messaging.api.thread_around import AROUND
from messaging.api.thread_pages import FROM, INCLUDE, ActiveThreadPages
from messaging.delivery.lanes import wait_for_first_attempt
from messaging.limits import NUMBER
from messaging.listing import MOST_COUNTED, count_conversations, counted_views, filtered, keyed, ordered
from messaging.models import (
    Activity,
    Agent,
    Conversation,
    ConversationQuerySet,
    Label,
    Message,
    SavedView,
    Team,
)
from messaging.permissions import conversation_or_404
from messaging.search import Scope, matching_conversations
from messaging.serializers import ActivitySerializer, ConversationSerializer, MessageSerializer, described


class SeenFields(Body):
    """Fields of a conversation as the caller saw them: people, teams and labels by their ids."""

    status = serializers.ChoiceField(Conversation.Status.choices, required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    assignee = an_id(required=False, allow_null=True)
    team = an_id(required=False, allow_null=True)
    priority = serializers.ChoiceField(Conversation.Priority.choices, required=False)
    labels = serializers.ListField(child=an_id(), required=False, max_length=100)


class Change(Body):
    """The fields that may be changed. `assignee_was` is the assignee that the caller saw (null: none); where one of the
    fields in `was` is different by now, nothing is changed."""

    status = serializers.ChoiceField(Conversation.Status.choices, required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    assignee = serializers.PrimaryKeyRelatedField(
        queryset=Agent.objects.filter(is_active=True),
        pk_field=an_id(),
        required=False,
        allow_null=True,
        error_messages={"does_not_exist": "This agent does not exist, or is not active any more."},
    )
    assignee_was = an_id(required=False, allow_null=True)
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(),
        pk_field=an_id(),
        required=False,
        allow_null=True,
        error_messages={"does_not_exist": "There is no such team any more."},
    )
    priority = serializers.ChoiceField(Conversation.Priority.choices, required=False)
    labels = serializers.ListField(child=an_id(), required=False, max_length=100)
    was = SeenFields(required=False)

    def validate_labels(self, pks: list[int]) -> list[Label]:
        """Look all of them up in one query."""
        found = Label.objects.in_bulk(pks)
        if missing := [pk for pk in pks if pk not in found]:
            raise serializers.ValidationError(f"There is no label {missing[0]}.")
        return list(found.values())


# Of more teams than that the rest has no counts.
MOST_TEAMS = 100
COUNTS = inline_serializer(
    "ConversationCounts",
    {
        "counts": serializers.DictField(
            child=serializers.IntegerField(min_value=0),
            help_text="By name: `view:mine`, `unread:mine`, `inbox:3`, `team:4`, `saved:7`.",
        ),
        "most": serializers.IntegerField(),
        "feed": described(FEED_SCHEMA),
    },
)


class Seen(Body):
    message = an_id(required=False, allow_null=True)


@extend_schema_view(list=takes(query=FILTERS, pages=True))
class ConversationViewSet(
    Declared, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Conversation]
):
    serializer_class = ConversationSerializer
    pagination_class = ConversationPages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Conversation]:
        """Return the rows that the caller sees, as filtered by the query."""
        if self.action != "list":
            return Conversation.objects.with_resources().visible_to(agent_of(self.request))
        return _listed(Conversation.objects.of_inboxes(inboxes_of(self.request).narrow), self.request)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Read a page of the list; its rows with all that is shown, once it is known which they are."""
        whole = keyed(Conversation.objects.with_resources(), sort_of(self.request), filter_of(self.request))
        rows: Any = SortedIds(queryset, whole)
        return super().paginate_queryset(rows)

    @takes(responses=COUNTS)
    @action(detail=False, methods=["get"])
    def counts(self, request: Request) -> Response:
        """Count the caller's views: how many conversations are open in each of them, in each inbox, for each team, and in
        each saved view that leaves out what is resolved; of mentions those that the caller has not seen. A count ends at
        `most`: that many or more. Where more than that goes on, a saved view by label, priority, unread or undelivered
        has no count. All of them are as they were at the positions of `feed`, exactly: what comes after
        changes them, what came before is in them."""
        agent, seen = agent_of(request), inboxes_of(request)
        teams = Team.objects.order_by("pk").values_list("pk", flat=True)[:MOST_TEAMS]
        saved = SavedView.objects.visible_to(agent)
        wanted = counted_views(teams, saved)
        found = count_conversations(wanted, agent, seen.ids, sees_everything=seen.narrow is None)
        return Response({"counts": found.counts, "most": MOST_COUNTED, "feed": found.feed})

    @takes(Change, responses=ConversationSerializer, refuses=[409])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change status, assignee, team, priority or labels, all or none of them; 409 `already_assigned`,
        `already_open`, `changed_meanwhile`."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        changes = validated_body(Change, request)
        was, seen = changes.pop("assignee_was", None), changes.pop("was", None)
        update_conversation(conversation, changes, was=was, seen=seen, by=actor_of(request))
        return self._answer(conversation.pk)

    @takes(pages=True, responses=ActivitySerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=ActivityPages)
    def activity(self, request: Request, pk: str) -> Response:
        """List what was done to the conversation, newest first; it stays when the feed is pruned."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        pages = ActivityPages()
        page = pages.paginate_queryset(Activity.objects.filter(conversation=conversation), request, self)
        return pages.get_paginated_response(ActivitySerializer(page, many=True).data)

    @takes(query=[INCLUDE, FROM, AROUND], pages=True, responses=MessageSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=ActiveThreadPages, parser_classes=FORM_OR_JSON)
    def messages(self, request: Request, pk: str) -> Response:
        """List the thread, newest first; `next` is older."""
        pages, seen = ActiveThreadPages(), inboxes_of(request).narrow
        rows = Message.objects.thread().with_resources().filter(conversation=int(pk)).of_inboxes(seen)
        page = pages.paginate_queryset(rows, request, self)
        if not page:  # of a line that the caller sees they see the conversation
            conversation_or_404(agent_of(request), int(pk))
        pages.include(request, int(pk), page or ())
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


def _listed(rows: ConversationQuerySet, request: Request) -> QuerySet[Conversation]:
    """Keep what the query asks for, with the key of its order."""
    agent, asked = agent_of(request), filter_of(request)
    rows = ordered(filtered(rows, asked, agent), sort_of(request), asked)
    text = query_text(request, "q", blank=True).strip()
    if not text:
        return rows
    return matching_conversations(rows, text, Scope.of(agent, inbox=asked.inbox), narrowed=asked.is_narrow)
