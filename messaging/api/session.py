"""The session: who asks, log in, log out, a ticket for a socket."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from drf_spectacular.utils import extend_schema_field, inline_serializer
from knox.models import AuthToken
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.actions.people import TICKET_LIFETIME, create_socket_ticket
from messaging.api.kit import Body, Declared, actor_of, agent_of, locked_out, takes, validated_body
from messaging.errors import ConsoleError
from messaging.feed import doorbell
from messaging.models import Agent, Inbox
from messaging.serializers import AgentSerializer, InboxSerializer


class MeSerializer(AgentSerializer):
    """The agent who asks, with the inboxes they see."""

    inboxes = serializers.SerializerMethodField()

    class Meta(AgentSerializer.Meta):
        fields = [*AgentSerializer.Meta.fields, "inboxes"]
        read_only_fields = fields

    @extend_schema_field(InboxSerializer(many=True))
    def get_inboxes(self, agent: Agent) -> list[dict[str, Any]]:
        return list(InboxSerializer(Inbox.objects.visible_to(agent), many=True).data)


class Credentials(Body):
    # As long as a name can be, and as a password is hashed: failed ones are written down.
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)


@method_decorator(ensure_csrf_cookie, name="dispatch")
class MeView(Declared):
    @takes(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Return who asks, and which inboxes they see; 401 when not logged in."""
        return Response(MeSerializer(agent_of(request)).data)


@method_decorator(csrf_protect, name="dispatch")
class SessionView(Declared):
    """Sessions are for people in a browser; programs use tokens."""

    permission_classes = [AllowAny]

    @takes(Credentials, responses=MeSerializer, refuses=[429])
    def post(self, request: Request) -> Response:
        """Log in; 400 `invalid_credentials`, 429 after too many tries."""
        given = validated_body(Credentials, request)
        agent = authenticate(request._request, **given)
        if getattr(request._request, "axes_locked_out", False):
            return locked_out(request._request)  # type: ignore[return-value]
        if not isinstance(agent, Agent):
            raise ConsoleError("Username or password is wrong.", code="invalid_credentials")
        login(request._request, agent)
        return Response(MeSerializer(agent).data)

    @takes(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Log out."""
        logout(request._request)
        # Open sockets of this session end now, not at the next permission check.
        doorbell.access_changed()
        # The files that were looked at; not the storage, where answers lie that are still to be sent.
        return Response(status=status.HTTP_204_NO_CONTENT, headers={"Clear-Site-Data": '"cache"'})


class SocketTicketView(Declared):
    @takes(
        responses=inline_serializer(
            "SocketTicket", {"ticket": serializers.CharField(), "expires_in": serializers.IntegerField()}
        ),
    )
    def post(self, request: Request) -> Response:
        """Make a one-time ticket for `/ws/console/`, carried as the sub-protocol `ticket.<ticket>`."""
        digest = request.auth.digest if isinstance(request.auth, AuthToken) else ""
        key = "" if digest else request._request.session.session_key or ""
        ticket = create_socket_ticket(
            agent_of(request), token_digest=digest, session_key=key, by=actor_of(request)
        )
        return Response({"ticket": ticket, "expires_in": int(TICKET_LIFETIME.total_seconds())})
