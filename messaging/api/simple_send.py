"""`POST /api/send-message/`: a text to an address, without knowing conversations."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.actions.outgoing import Draft, send_to
from messaging.api.kit import Declared, actor_of, agent_of, takes, validated_body
from messaging.api.message_bodies import Moment, moment_of
from messaging.delivery.lanes import wait_for_first_attempt
from messaging.errors import ConsoleError
from messaging.limits import LONGEST_TEXT
from messaging.models import Agent, Inbox, Message
from messaging.outages import outage_of
from messaging.permissions import check_sees_inbox
from messaging.queries import default_inbox, inbox_for_sender, typed_receiver
from messaging.serializers import SimpleMessageSerializer

# An Idempotency-Key is any text; with the agent it becomes the UUID that a client_id is.
KEYS = uuid.UUID("6f1d3c5e-0a53-4c39-9a34-3a7a2f8f3c10")


class SendMessage(Moment):
    sender = serializers.CharField(max_length=160)
    receiver = serializers.CharField(max_length=160)
    content = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    client_id = serializers.UUIDField(required=False)


class SendMessageView(Declared):
    @takes(
        SendMessage,
        responses={201: SimpleMessageSerializer},
        refuses=[409],
        headers=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    def post(self, request: Request) -> Response:
        """Send a text. `sender` names an inbox by its address, else the default one takes it. `receiver` is a phone
        number with its country code, however it is written, or a provider's id of the customer; a number without
        its country code is refused with the one that was probably meant (`proposal`).

        The answer waits a bounded time for the first attempt: `status` is normally `sent`, `queued`
        when it takes longer, `failed` with `error` when the provider refused. Repeating the request with
        the same `client_id` or `Idempotency-Key` answers with the same message. With `send_at` or `send_in` it
        goes out then, and is `queued` until it does; 409 `window_closed_then` where it could not.
        """
        agent, given = agent_of(request), validated_body(SendMessage, request)
        inbox = _inbox(agent, given["sender"])
        receiver = typed_receiver(inbox, given["receiver"], field="receiver")
        draft = Draft(
            author=agent,
            content=given["content"],
            client_id=given.get("client_id") or _keyed(agent, request) or uuid.uuid4(),
            sender=given["sender"],
            receiver=given["receiver"],
            # Programs were here before other senders were, and they know no conversations: nobody could take over.
            takes_over=True,
            send_at=moment_of(given),
        )
        message = send_to(inbox, receiver, draft, by=actor_of(request))
        return Response(
            SimpleMessageSerializer(_after_first_attempt(message)).data, status=status.HTTP_201_CREATED
        )


def _after_first_attempt(message: Message) -> Message:
    """Return the message as it is then. It was taken: a database that goes away meanwhile makes it no refusal, which
    a program without a `client_id` would answer by sending it twice."""
    try:
        wait_for_first_attempt(message.pk)
        return Message.objects.get(pk=message.pk)
    except Exception as failure:
        if outage_of(failure) is None:
            raise
        return message


def _inbox(agent: Agent, sender: str) -> Inbox:
    inbox = inbox_for_sender(sender) or default_inbox()
    if inbox is None:
        raise ConsoleError.field("sender", "No inbox has this address, and none is the default one.")
    check_sees_inbox(agent, inbox)
    return inbox


def _keyed(agent: Agent, request: Request) -> uuid.UUID | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    return uuid.uuid5(KEYS, f"{agent.pk}:{key}") if key else None
