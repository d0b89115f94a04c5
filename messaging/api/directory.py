"""The smaller lists: inboxes, contacts, colleagues, labels, prepared texts, stored webhook calls."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from messaging.actions.inboxes import configure_inbox, create_inbox
from messaging.api.paging import Pages
from messaging.api.views import agent_of, check_admin, checked
from messaging.errors import DeskError, Forbidden
from messaging.ingest import replay
from messaging.models import Agent, CannedResponse, Contact, Inbox, Label, Team, Template, WebhookCall
from messaging.permissions import visible_contacts, visible_inboxes
from messaging.queries import contact_rows
from messaging.serializers import (
    AgentSerializer,
    CannedResponseSerializer,
    ContactSerializer,
    InboxSerializer,
    LabelSerializer,
    TeamSerializer,
    TemplateSerializer,
    WebhookCallSerializer,
    WholeWebhookCallSerializer,
)

NUMBER = "[0-9]{1,18}"


class NewInbox(serializers.Serializer[Any]):
    transport = serializers.CharField()
    name = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=64)
    config = serializers.DictField(child=serializers.CharField(allow_blank=True), default=dict)


class InboxConfig(serializers.Serializer[Any]):
    config = serializers.DictField(child=serializers.CharField(allow_blank=True))


class InboxViewSet(ReadOnlyModelViewSet[Inbox]):
    """Inboxes that the caller sees. Their secrets are written, never read."""

    serializer_class = InboxSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Inbox]:
        return visible_inboxes(agent_of(self.request))

    @extend_schema(request=NewInbox, responses={201: InboxSerializer})
    def create(self, request: Request) -> Response:
        """A new inbox; `config` holds the transport's settings. Admins only."""
        check_admin(agent_of(request))
        inbox = create_inbox(**checked(NewInbox, request), members=[agent_of(request)])
        return Response(InboxSerializer(inbox).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=InboxConfig, responses=InboxSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change settings; an empty secret keeps the stored one. Admins only."""
        check_admin(agent_of(request))
        inbox = configure_inbox(self.get_object(), checked(InboxConfig, request)["config"])
        return Response(InboxSerializer(inbox).data)


class ContactViewSet(ReadOnlyModelViewSet[Contact]):
    serializer_class = ContactSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Contact]:
        mine = visible_contacts(agent_of(self.request))
        return contact_rows().filter(pk__in=mine.values("pk"))


class AgentViewSet(mixins.ListModelMixin, GenericViewSet[Agent]):
    """Colleagues, for assigning."""

    serializer_class = AgentSerializer
    pagination_class = Pages
    queryset = Agent.objects.filter(is_active=True)


class TeamViewSet(mixins.ListModelMixin, GenericViewSet[Team]):
    serializer_class = TeamSerializer
    pagination_class = Pages
    queryset = Team.objects.all()


class LabelViewSet(mixins.ListModelMixin, GenericViewSet[Label]):
    serializer_class = LabelSerializer
    pagination_class = Pages
    queryset = Label.objects.all()


class CannedResponseViewSet(mixins.ListModelMixin, GenericViewSet[CannedResponse]):
    serializer_class = CannedResponseSerializer
    pagination_class = Pages
    queryset = CannedResponse.objects.all()


class TemplateViewSet(mixins.ListModelMixin, GenericViewSet[Template]):
    serializer_class = TemplateSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Template]:
        return Template.objects.filter(inbox__in=visible_inboxes(agent_of(self.request)))


CALL_STATES = WebhookCall.State.values


@extend_schema_view(
    list=extend_schema(parameters=[OpenApiParameter("state", str, enum=CALL_STATES)]),
    retrieve=extend_schema(responses=WholeWebhookCallSerializer),
)
class WebhookCallViewSet(ReadOnlyModelViewSet[WebhookCall]):
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
        return rows.filter(state=_known_state(state)) if state else rows

    def get_serializer_class(self) -> type[BaseSerializer[WebhookCall]]:
        return WebhookCallSerializer if self.action == "list" else WholeWebhookCallSerializer

    @extend_schema(request=None, responses=WholeWebhookCallSerializer)
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Process the stored call once more; what is there already stays one."""
        call = self.get_object()
        replay(call)
        return Response(WholeWebhookCallSerializer(call).data)


def _known_state(state: str) -> str:
    if state not in CALL_STATES:
        raise DeskError.field("state", f"Must be one of {', '.join(CALL_STATES)}.")
    return state
