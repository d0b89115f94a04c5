"""Saved views: what a list asks for, under a name."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.people import add_view, change_view, delete_view, place_view
from messaging.api.kit import Body, Declared, Pages, actor_of, agent_of, an_id, takes, validated_body
from messaging.limits import NUMBER
from messaging.listing import SORTS, VIEWS
from messaging.models import Conversation, SavedView
from messaging.serializers import SavedViewSerializer


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["me", "none"]}]})
class IdOrWord(serializers.Field[Any, Any, Any, Any]):
    """An id, or one of a few words."""

    def __init__(self, *words: str, **options: Any) -> None:
        self.words = words
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int | str:
        """Return the id or the word; raises `ValidationError` for anything else."""
        if data in self.words:
            return str(data)
        return int(an_id().run_validation(data))

    def to_representation(self, value: Any) -> Any:
        return value


class Filters(Body):
    """What the query of `GET conversations` has, by the same names; what is left out filters nothing."""

    view = serializers.ChoiceField(tuple(VIEWS), required=False)
    status = serializers.ListField(
        child=serializers.ChoiceField(Conversation.Status.choices), required=False, max_length=4
    )
    inbox = an_id(required=False)
    team = IdOrWord("none", required=False)
    assignee = IdOrWord("me", "none", required=False)
    label = serializers.CharField(max_length=40, required=False)  # type: ignore[assignment]
    priority = serializers.ListField(
        child=serializers.ChoiceField(Conversation.Priority.choices), required=False, max_length=4
    )
    unread = serializers.BooleanField(required=False)
    unanswered = serializers.BooleanField(required=False)
    undelivered = serializers.BooleanField(required=False)
    scheduled = serializers.BooleanField(required=False)
    q = serializers.CharField(max_length=200, required=False)
    sort = serializers.ChoiceField(SORTS, required=False)


class ViewChange(Body):
    name = serializers.CharField(max_length=60, required=False)
    scope = serializers.ChoiceField(SavedView.Scope.choices, required=False)
    filters = Filters(required=False)


class NewView(ViewChange):
    name = serializers.CharField(max_length=60)
    scope = serializers.ChoiceField(SavedView.Scope.choices, default=SavedView.Scope.PERSONAL)
    filters = Filters()


@extend_schema_view(list=takes(pages=True))
class SavedViewViewSet(Declared, mixins.ListModelMixin, GenericViewSet[SavedView]):
    """Shared views, and the caller's own. A view shows each agent only the conversations that they see."""

    serializer_class = SavedViewSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[SavedView]:
        return SavedView.objects.visible_to(agent_of(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_serializer_context()
        return {**super().get_serializer_context(), "agent": agent_of(self.request)}

    @takes(NewView, responses={201: SavedViewSerializer})
    def create(self, request: Request) -> Response:
        """Save what a list asks for, for the caller alone unless `scope` says otherwise; supervisors and admins share."""
        given = validated_body(NewView, request)
        saved = SavedView(name=given["name"], filters=dict(given["filters"]))
        place_view(saved, agent_of(request), given["scope"])
        add_view(saved, by=actor_of(request))
        return Response(self.get_serializer(saved).data, status=status.HTTP_201_CREATED)

    @takes(ViewChange, responses=SavedViewSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename, share, keep for oneself, or ask for something else: what is given. Shared ones: supervisors and admins."""
        change = validated_body(ViewChange, request)
        saved = change_view(int(pk), change, agent=agent_of(request), by=actor_of(request))
        return Response(self.get_serializer(saved).data)

    @takes(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete the view; the conversations that it showed stay."""
        delete_view(int(pk), agent=agent_of(request), by=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
