"""Stored webhook calls, and processing them again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from messaging.actors import Actor
from messaging.api.kit import Body, Declared, Pages, actor_of, agent_of, an_id, takes, validated_body
from messaging.errors import ConsoleError, Forbidden
from messaging.ingest import replay_call, replay_calls
from messaging.limits import LARGEST_ID, LARGEST_PAGE, NUMBER
from messaging.models import WebhookCall
from messaging.serializers import (
    WebhookCallSerializer,
    WholeWebhookCallSerializer,
)


class Replays(Body):
    """Either these calls or all of a state, the oldest first.

    What fails again keeps its state, so the next of many begins `after` the last.
    """

    described_besides = {
        "minProperties": 1,
        "not": {"properties": {"ids": {}, "state": {}}, "required": ["ids", "state"]},
        "dependentRequired": {"after": ["state"]},
    }

    ids = serializers.ListField(
        child=an_id(),
        required=False,
        min_length=1,
        max_length=LARGEST_PAGE,
    )
    state = serializers.ChoiceField(["failed", "ignored"], required=False)
    after = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_ID,
        required=False,
        help_text="With a state: the `next` of the answer before, to go on from there.",
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if ("ids" in given) == ("state" in given):
            raise serializers.ValidationError("Name either ids or a state.")
        if "after" in given and "ids" in given:
            raise serializers.ValidationError({"after": "This goes with a state only."})
        return given


REPLAYED = inline_serializer(
    "Replayed",
    {
        "replayed": serializers.IntegerField(),
        "failed": serializers.IntegerField(help_text="How many of them failed again."),
        "left": serializers.IntegerField(help_text="How many more there are after these."),
        "next": serializers.IntegerField(
            allow_null=True, help_text="Ask again with this as `after`; null when none are left."
        ),
    },
)
CALL_STATES = WebhookCall.State.values


@extend_schema_view(
    list=takes(query=[OpenApiParameter("state", str, enum=CALL_STATES)], pages=True, refuses=[403]),
    retrieve=takes(responses=WholeWebhookCallSerializer, refuses=[403]),
)
class WebhookCallViewSet(Declared, ReadOnlyModelViewSet[WebhookCall]):
    """Stored raw calls; supervisors and admins only, as they hold what customers wrote."""

    serializer_class = WebhookCallSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER
    queryset = WebhookCall.objects.all()

    def get_queryset(self) -> QuerySet[WebhookCall]:
        agent = agent_of(self.request)
        if not agent.sees_everything:
            raise Forbidden("Only supervisors and admins see webhook calls.")
        if self.action != "list":
            return WebhookCall.objects.all()
        rows = WebhookCall.objects.defer("body")
        state = self.request.query_params.get("state")
        return rows if state is None else rows.filter(state=_known_state(state))

    def get_serializer_class(self) -> type[BaseSerializer[WebhookCall]]:
        return WebhookCallSerializer if self.action == "list" else WholeWebhookCallSerializer

    @takes(responses=WholeWebhookCallSerializer)
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Process the stored call once more; stored messages are not doubled."""
        call = self.get_object()
        replay_call(call, by=actor_of(request))
        return Response(WholeWebhookCallSerializer(call).data)

    @takes(Replays, responses=REPLAYED, operation_id="webhook_calls_replay_many")
    @action(detail=False, methods=["post"], url_path="replay")
    def replay_many(self, request: Request) -> Response:
        """Process many stored calls once more, at most 200 at once."""
        given = validated_body(Replays, request)
        named = {"pk__in": given["ids"]} if "ids" in given else {"state": given["state"]}
        asked = self.get_queryset().filter(**named, pk__gt=given.get("after", 0))
        return Response(_replay(asked.order_by("pk"), actor_of(request)))


def _replay(asked: QuerySet[WebhookCall], by: Actor) -> dict[str, int | None]:
    calls = list(asked.defer("body")[:LARGEST_PAGE])
    left = asked.count() - len(calls)
    replay_calls(calls, by=by)
    again = WebhookCall.objects.filter(pk__in=[call.pk for call in calls], state=WebhookCall.State.FAILED)
    following = calls[-1].pk if left > 0 else None
    return {"replayed": len(calls), "failed": again.count(), "left": left, "next": following}


def _known_state(state: str) -> str:
    if state not in CALL_STATES:
        raise ConsoleError.field("state", f"Must be one of {', '.join(CALL_STATES)}.")
    return state
