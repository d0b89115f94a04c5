"""Agents as admins set them up: role, inboxes, and who may log in."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.people import change_account
from messaging.api.kit import (
    Body,
    Declared,
    Pages,
    actor_of,
    agent_of,
    check_admin,
    takes,
    validated_body,
)
from messaging.limits import NUMBER
from messaging.models import Agent
from messaging.serializers import AccountSerializer

# Of one agent; more than an installation has.
MOST_INBOXES = 1000


class AccountChange(Body):
    role = serializers.ChoiceField(Agent.Role.choices, required=False)
    is_active = serializers.BooleanField(
        required=False,
        help_text="May log in; false ends all that lets them in, and frees their conversations.",
    )
    inboxes = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        max_length=MOST_INBOXES,
        required=False,
        help_text="Ids; replaces the list.",
    )


@extend_schema_view(list=takes(pages=True))
class AccountViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Agent]):
    """Every agent, the inactive among them. Admins only."""

    serializer_class = AccountSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Agent]:
        if not getattr(self, "swagger_fake_view", False):
            check_admin(agent_of(self.request))
        return Agent.objects.prefetch_related("inboxes").order_by("pk")

    @takes(AccountChange, responses=AccountSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given. The last admin who can log in keeps role and account (400)."""
        check_admin(agent_of(request))
        given = validated_body(AccountChange, request)
        change_account(int(pk), given, agent=agent_of(request), by=actor_of(request))
        return Response(AccountSerializer(self.get_queryset().get(pk=pk)).data)
