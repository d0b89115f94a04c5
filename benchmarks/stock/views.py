"""The webhook and the lists."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.stock.models import Conversation, Inbox, Message
from benchmarks.stock.serializers import ConversationSerializer, MessageSerializer, WebhookSerializer
from benchmarks.stock.webhook import apply_status, receive


def ready(_: Any) -> HttpResponse:
    return HttpResponse("ok")


class Webhook(APIView):
    """Meta's signed deliveries."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def post(self, request: Request, inbox_id: int) -> Response:
        inbox = get_object_or_404(Inbox, pk=inbox_id)
        expected = hmac.new(inbox.app_secret.encode(), request.body, hashlib.sha256).hexdigest()
        given = request.headers.get("X-Hub-Signature-256", "")
        if not hmac.compare_digest(given, f"sha256={expected}"):
            raise AuthenticationFailed
        webhook = WebhookSerializer(data=request.data)
        webhook.is_valid(raise_exception=True)
        for entry in webhook.validated_data["entry"]:
            for change in entry["changes"]:
                self._apply(inbox, change["value"])
        return Response()

    def _apply(self, inbox: Inbox, value: dict[str, Any]) -> None:
        names = {one["wa_id"]: one["profile"]["name"] for one in value.get("contacts", ())}
        for item in value.get("messages", ()):
            receive(inbox, item, names.get(item["from"], ""))
        for item in value.get("statuses", ()):
            apply_status(inbox, item)


class ById(CursorPagination):
    ordering = "id"
    page_size_query_param = "page_size"
    max_page_size = 200


class ByActivity(CursorPagination):
    ordering = ("-last_activity_at", "-id")
    page_size_query_param = "page_size"
    max_page_size = 200


class Messages(ListAPIView):
    """`after`: a message id; what a console reads that was away."""

    serializer_class = MessageSerializer
    pagination_class = ById

    def get_queryset(self) -> Any:
        rows = Message.objects.filter(inbox__members=self.request.user)
        if inbox := self.request.query_params.get("inbox"):
            rows = rows.filter(inbox=inbox)
        return rows.filter(id__gt=self.request.query_params.get("after", 0))


class Conversations(ListAPIView):
    serializer_class = ConversationSerializer
    pagination_class = ByActivity

    def get_queryset(self) -> Any:
        rows = Conversation.objects.filter(inbox__members=self.request.user).select_related("contact")
        inbox = self.request.query_params.get("inbox")
        return rows.filter(inbox=inbox) if inbox else rows
