"""Files of messages: uploading one, seeing one, fetching one again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import re_path
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging import throttles
from messaging.actions.core import accept_upload, retry_attachment
from messaging.api import files
from messaging.api.kit import (
    Body,
    Declared,
    FilePages,
    actor_of,
    agent_of,
    an_id,
    no_such_path,
    takes,
    validated_body,
)
from messaging.api.parsing import AnythingAsJSONParser
from messaging.envelope import error_response
from messaging.errors import ConsoleError, NotFound, TooMany
from messaging.limits import NUMBER
from messaging.models import Agent, Attachment, CannedFile, CannedResponse, Conversation, Inbox
from messaging.permissions import conversation_or_404
from messaging.public_urls import attachment_of
from messaging.serializers import AttachmentSerializer, ConversationSerializer, ExchangedFileSerializer

# Providers fetch the files that they deliver: the address is the permission.
SHARED = "private, max-age=300"


class Upload(Body):
    """`voice`: it was recorded as a voice note."""

    is_json = False
    inbox = an_id()
    file = serializers.FileField(allow_empty_file=True)
    voice = serializers.BooleanField(default=False)


class CopyOf(Body):
    """Instead of the bytes: a file of a canned response, which the server copies."""

    inbox = an_id()
    canned_file = an_id(help_text="A file of a canned response that the caller sees.")


class Anything(BaseContentNegotiation):
    """Accept any media type that is asked for; errors are JSON all the same."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


# Of what the bytes are; the first is for clients that know files only by it.
FILE_TYPES = ("application/octet-stream", "*/*")


def file_answers(*types: str) -> dict[Any, Any]:
    whole_or_part = {(status, kind): OpenApiTypes.BINARY for status in (200, 206) for kind in types}
    return {**whole_or_part, 304: OpenApiResponse(description="The one that `If-None-Match` names.")}


RANGE = [
    OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="One part, like `bytes=0-1023`."),
    OpenApiParameter("If-Range", str, OpenApiParameter.HEADER),
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
]


class AttachmentViewSet(Declared, mixins.RetrieveModelMixin, GenericViewSet[Attachment]):
    serializer_class = AttachmentSerializer
    lookup_value_regex = NUMBER
    parser_classes = (MultiPartParser, AnythingAsJSONParser)

    def get_queryset(self) -> QuerySet[Attachment]:
        """Return files of messages that the caller sees, and the caller's own uploads."""
        return Attachment.objects.visible_to(agent_of(self.request))

    @takes(CopyOf, form=Upload, responses={201: AttachmentSerializer})
    def create(self, request: Request) -> Response:
        """Upload a file for a message that is still to be sent, or have one of a canned response copied; forgotten after a
        day if it is not. 400 with a sentence for `file` when the inbox's provider would not take it."""
        agent = agent_of(request)
        if not hasattr(request.data, "getlist"):
            return self._copy(agent, validated_body(CopyOf, request))
        given = validated_body(Upload, request)
        if len(request.FILES.getlist("file")) > 1:
            raise ConsoleError.field("file", "One file at a time.")
        inbox = _inbox(agent, given["inbox"])
        attachment = accept_upload(
            inbox, agent, _file(given["file"]), voice=given["voice"], by=actor_of(request)
        )
        return Response(AttachmentSerializer(attachment).data, status=status.HTTP_201_CREATED)

    def _copy(self, agent: Agent, given: dict[str, Any]) -> Response:
        """Keep a copy of its own: what is never sent is swept with its bytes, and the canned response keeps its file."""
        inbox = _inbox(agent, given["inbox"])
        seen = CannedResponse.objects.visible_to(agent)
        found = CannedFile.objects.filter(canned_response__in=seen, pk=given["canned_file"]).first()
        if found is None:
            raise ConsoleError.field("canned_file", "There is no such file, or it is not for you.")
        with files.as_upload(found) as given_file:
            attachment = accept_upload(inbox, agent, given_file, by=actor_of(self.request))
        return Response(AttachmentSerializer(attachment).data, status=status.HTTP_201_CREATED)

    @takes(headers=RANGE, responses=file_answers(*FILE_TYPES), refuses=[416])
    @action(detail=True, methods=["get"], content_negotiation_class=Anything)
    def file(self, request: Request, pk: str) -> HttpResponseBase:
        """Return the file itself; `Range` gets a part of it."""
        return files.file_response(request._request, files.whole(self._found(pk)))

    @takes(headers=RANGE, responses=file_answers("image/webp"), refuses=[416])
    @action(detail=True, methods=["get"], content_negotiation_class=Anything)
    def thumbnail(self, request: Request, pk: str) -> HttpResponseBase:
        """Return a small picture of it, at most 480 pixels wide and high."""
        return files.file_response(request._request, files.thumbnail(self._found(pk)))

    @takes(responses=AttachmentSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Fetch a failed file once more; 409 for any other."""
        return Response(AttachmentSerializer(retry_attachment(self._found(pk), by=actor_of(request))).data)

    def _found(self, pk: str) -> Attachment:
        attachment = self.get_queryset().filter(pk=int(pk)).first()
        if attachment is None:
            raise NotFound("There is no such file, or it is in an inbox that you do not see.")
        return attachment


class ConversationFiles(Declared, GenericViewSet[Conversation]):
    """What the customer and we have exchanged."""

    serializer_class = ConversationSerializer
    lookup_value_regex = NUMBER
    queryset = Conversation.objects.none()

    @takes(pages=True, responses=ExchangedFileSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=FilePages)
    def attachments(self, request: Request, pk: str) -> Response:
        """List the files of the conversation's messages, newest first; without what was deleted and what failed."""
        conversation = conversation_or_404(agent_of(request), int(pk))
        pages = FilePages()
        rows = Attachment.objects.exchanged(conversation.pk).select_related("message")
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(ExchangedFileSerializer(page, many=True).data)


def _inbox(agent: Agent, pk: int) -> Inbox:
    inbox = Inbox.objects.visible_to(agent).filter(pk=pk).first()
    if inbox is None:
        raise ConsoleError.field("inbox", "There is no such inbox, or you do not see it.")
    return inbox


def _file(given: object) -> UploadedFile:
    if not isinstance(given, UploadedFile):
        raise ConsoleError.field("file", "This must be a file.")
    return given


@require_safe
def shared(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Answer a provider that fetches a file: the signed token in the address is the permission."""
    attachment = attachment_of(token)
    if attachment is None:
        try:
            throttles.MEDIA.failed(request.META.get("REMOTE_ADDR"))
        except TooMany as error:
            return error_response(error)
        return no_such_path(request)
    try:
        return files.file_response(request, files.whole(attachment), cached=SHARED)
    except NotFound:
        return no_such_path(request)


urlpatterns = [re_path(r"^media/(?P<token>[\w:-]{1,300})/(?P<name>[^/]{1,400})$", shared)]
