"""Changing several conversations at once: these, or all that a list shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.conversation.bulk import (
    MOST_AT_ONCE,
    Asked,
    Outcome,
    change_asked,
    change_listed,
)
from messaging.api.conversations import SeenFields
from messaging.api.kit import Body, Declared, actor_of, agent_of, an_id, takes, validated_body
from messaging.api.saved_views import Filters
from messaging.listing import saved_filter
from messaging.models import Conversation
from messaging.timestamps import utc_text

SEVERAL = 100


class BulkChange(Body):
    """What each is to become: people, teams and labels by their ids. `take_over` takes what a colleague has, too."""

    described_besides = {"minProperties": 1}

    status = serializers.ChoiceField(Conversation.Status.choices, required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    assignee = an_id(required=False, allow_null=True)
    take_over = serializers.BooleanField(required=False)
    team = an_id(required=False, allow_null=True)
    priority = serializers.ChoiceField(Conversation.Priority.choices, required=False)
    labels = serializers.ListField(
        child=an_id(), required=False, max_length=SEVERAL, help_text="All that it has then."
    )
    add_labels = serializers.ListField(child=an_id(), required=False, max_length=SEVERAL)
    remove_labels = serializers.ListField(child=an_id(), required=False, max_length=SEVERAL)
    unread = serializers.BooleanField(
        required=False, help_text="True: its last message is unread again; false: all are seen."
    )

    def validate(self, change: dict[str, Any]) -> dict[str, Any]:
        """Refuse one that changes nothing."""
        if not change.keys() - {"take_over"}:
            raise serializers.ValidationError("Name what is to change.")
        return change


class BulkItem(Body):
    """One conversation, as the caller saw it; with a `change` of its own instead of the common one."""

    id = an_id()
    assignee_was = an_id(required=False, allow_null=True)
    was = SeenFields(required=False)
    change = BulkChange(required=False)


class BulkFilter(Filters):
    """What the query of the list has, by the same names."""

    contact = an_id(required=False)
    sort = None  # type: ignore[assignment]  # (all of it is changed, in whatever order)


class Bulk(Body):
    described_besides = {
        "oneOf": [{"required": ["conversations"]}, {"required": ["filter", "change"]}],
        "dependentRequired": {"before": ["filter"]},
    }

    change = BulkChange(required=False)
    conversations = serializers.ListField(
        child=BulkItem(), required=False, min_length=1, max_length=MOST_AT_ONCE
    )
    filter = BulkFilter(required=False)
    before = an_id(required=False, help_text="`next` of the answer before.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse neither and both of `conversations` and `filter`, and what no change is said for."""
        if ("conversations" in given) == ("filter" in given):
            raise serializers.ValidationError({"conversations": ["Give either conversations or a filter."]})
        if "before" in given and "filter" not in given:
            raise serializers.ValidationError({"before": ["This goes with a filter."]})
        alone = [one for one in given.get("conversations", ()) if "change" not in one]
        if "change" not in given and (alone or "filter" in given):
            raise serializers.ValidationError({"change": ["This field is required."]})
        return given


_RESULTS = ("changed", "unchanged", "refused")
OUTCOME = inline_serializer(
    "BulkOutcome",
    {
        "id": serializers.IntegerField(),
        "name": serializers.CharField(help_text="The customer's."),
        "result": serializers.ChoiceField(_RESULTS),
        "code": serializers.CharField(
            help_text="Of what is refused: as of the same change of this one alone."
        ),
        "detail": serializers.CharField(),
        "was": SeenFields(help_text="What has changed, as it was."),
        "now": SeenFields(help_text="The same fields as they are: `was` of a request that takes it back."),
    },
    many=True,
)
ANSWER = inline_serializer(
    "BulkAnswer",
    {
        "results": OUTCOME,
        "next": serializers.IntegerField(allow_null=True, help_text="`before` of the next slice."),
        "remaining": serializers.IntegerField(help_text="Of the filter, at most 10,000."),
    },
)


class BulkViewSet(Declared, GenericViewSet[Conversation]):
    """Changes of many conversations."""

    queryset = Conversation.objects.none()

    @takes(Bulk, responses=ANSWER)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Change up to 500 conversations in one transaction, with one event for each: the named ones, or the newest that a
        list with this `filter` shows.

        Each is refused by itself, with the code of its own `PATCH`: `already_assigned`, `already_open`, `changed_meanwhile`,
        `not_found`, `invalid`. A filter that keeps more goes on with `next`: what comes into it meanwhile is left alone.
        """
        given, agent, by = validated_body(Bulk, request), agent_of(request), actor_of(request)
        if "filter" not in given:
            asked = list(_asked(given["conversations"], given.get("change")))
            return Response(_answer(change_asked(asked, agent, by=by)))
        listed, text = saved_filter(given["filter"]), given["filter"].get("q", "")
        found = change_listed(listed, text, given["change"], agent, before=given.get("before"), by=by)
        return Response(_answer(found.outcomes, found.before, found.remain))


def _asked(items: Iterable[Mapping[str, Any]], common: Mapping[str, Any] | None) -> Iterable[Asked]:
    for one in items:
        change = one.get("change", common)
        yield Asked(one["id"], change or {}, one.get("assignee_was"), one.get("was", {}), own="change" in one)


def _answer(outcomes: Iterable[Outcome], before: int | None = None, remain: int = 0) -> dict[str, Any]:
    return {"results": [_shown(one) for one in outcomes], "next": before, "remaining": remain}


def _shown(one: Outcome) -> dict[str, Any]:
    result = "refused" if one.refusal else "changed" if one.changed else "unchanged"
    return {
        "id": one.pk,
        "name": one.name,
        "result": result,
        "code": one.refusal.code if one.refusal else "",
        "detail": one.refusal.detail if one.refusal else "",
        "was": _texts(one.was),
        "now": _texts(one.now),
    }


def _texts(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: utc_text(one) if isinstance(one, datetime) else one for name, one in fields.items()}
