"""The session: who asks, log in, log out, a ticket for a socket."""

from __future__ import annotations

from typing import Any
from unicodedata import category

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from drf_spectacular.utils import extend_schema_field, inline_serializer
from knox.models import AuthToken
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import throttles
from messaging.actions.people import (
    TICKET_LIFETIME,
    change_own_password,
    change_profile,
    create_socket_ticket,
)
from messaging.api.kit import Body, Declared, actor_of, agent_of, locked_out, takes, validated_body
from messaging.availability import Availability
from messaging.errors import ConsoleError, Forbidden
from messaging.feed import doorbell
from messaging.models import Agent, Inbox
from messaging.serializers import AgentSerializer, InboxSerializer, TeamSerializer
from messaging.transports.payload import is_visible


class MeSerializer(AgentSerializer):
    """The agent who asks, with their teams and the inboxes they see."""

    inboxes = serializers.SerializerMethodField()
    teams = TeamSerializer(many=True, read_only=True)
    uses_admin = serializers.BooleanField(
        source="is_staff", read_only=True, help_text="May use the admin's pages, as far as the role goes."
    )

    manages_agents = serializers.SerializerMethodField(help_text="May read and change `accounts`.")

    class Meta(AgentSerializer.Meta):
        fields = [
            *AgentSerializer.Meta.fields,
            "availability_choice",
            "inboxes",
            "teams",
            "uses_admin",
            "manages_agents",
        ]
        read_only_fields = fields

    def get_availability(self, agent: Agent) -> Availability:
        """Return how colleagues see the agent now."""
        return agent.availability

    def get_manages_agents(self, agent: Agent) -> bool:
        return agent.is_superuser or agent.role == Agent.Role.ADMIN

    @extend_schema_field(InboxSerializer(many=True))
    def get_inboxes(self, agent: Agent) -> list[dict[str, Any]]:
        return list(InboxSerializer(Inbox.objects.visible_to(agent), many=True).data)


# Controls, formats (zero-width spaces, marks of direction), separators of lines and paragraphs.
UNSEEN_IN_NAMES = frozenset(("Cc", "Cf", "Zl", "Zp"))
# Parts of how names are written in some scripts.
JOINERS = frozenset("\u200c\u200d")

# As long as a password is hashed.
MAX_PASSWORD = 4096


class Credentials(Body):
    # As long as a name can be: failed ones are written down.
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False)


class MeChange(Body):
    name = serializers.CharField(
        max_length=150,
        required=False,
        allow_blank=True,
        help_text="What colleagues read; empty: the username.",
    )
    availability_choice = serializers.ChoiceField(Agent.AvailabilityChoice.choices, required=False)

    described_besides = {"minProperties": 1}

    def validate_name(self, name: str) -> str:
        """Refuse what nobody sees: a name that looks like a colleague's, like none, or turns the line around it."""
        if any(category(one) in UNSEEN_IN_NAMES and one not in JOINERS for one in name):
            raise serializers.ValidationError("A name has no line breaks or invisible characters.")
        if name and not is_visible(name):
            raise serializers.ValidationError("Nothing of this name can be seen.")
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a change of nothing."""
        if not attrs:
            raise serializers.ValidationError("Give name or availability_choice.")
        return attrs


class NewPassword(Body):
    password = serializers.CharField(
        max_length=MAX_PASSWORD, trim_whitespace=False, help_text="The one that there is."
    )
    new_password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False)
    keep_tokens = serializers.BooleanField(
        default=False, help_text="Let the caller's API tokens live; else they end with the old password."
    )


@method_decorator(ensure_csrf_cookie, name="dispatch")
class MeView(Declared):
    @takes(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Return who asks, and which inboxes they see; 401 when not logged in."""
        return Response(MeSerializer(agent_of(request)).data)

    @takes(MeChange, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Choose what colleagues read of the caller: the name, and whether they are shown as it is, or always away or
        offline."""
        given, agent, by = validated_body(MeChange, request), agent_of(request), actor_of(request)
        return Response(MeSerializer(change_profile(agent, given, by=by)).data)


class PasswordView(Declared):
    @takes(NewPassword, responses={204: None}, refuses=[429])
    def post(self, request: Request) -> Response:
        """Change the caller's own password, in a browser. This session goes on; the others, the caller's API tokens
        (unless `keep_tokens`) and the sockets of both end. 400 `invalid_credentials` when `password` is wrong, 429 after too many wrong ones.
        """
        agent, given = agent_of(request), validated_body(NewPassword, request)
        if request.auth is not None:
            raise Forbidden("A password is changed by a person who has logged in, not by a program.")
        _check_password(agent, given["password"])
        try:
            validate_password(given["new_password"], agent)
        except ValidationError as error:
            raise ConsoleError(error.messages[0], errors={"new_password": error.messages}) from None
        keep = given["keep_tokens"]
        change_own_password(agent, given["new_password"], keep_tokens=keep, by=actor_of(request))
        # Under another key: whoever had this one, too, is out.
        update_session_auth_hash(request._request, agent)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _check_password(agent: Agent, password: str) -> None:
    """Raise for a wrong password, `TooMany` after a few: whoever found a screen unlocked must not find it out."""
    tries = throttles.PASSWORDS.of(str(agent.pk))
    # Counted first, or a hundred at once would all be looked at.
    if wait := tries.hit():
        raise throttles.refusal(wait)
    if not agent.check_password(password):
        raise ConsoleError.field("password", "This is not your password.", code="invalid_credentials")
    throttles.count([tries], -1)


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
