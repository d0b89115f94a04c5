"""Canned responses: saved replies, and the files that go out with them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.people import (
    add_canned_file,
    add_canned_response,
    change_canned_response,
    delete_canned_response,
    place_canned_response,
    remove_canned_file,
)
from messaging.api import files
from messaging.api.attachments import FILE_TYPES, RANGE, Anything, file_answers
from messaging.api.kit import (
    NUMBER_SCHEMA,
    Body,
    Declared,
    Pages,
    actor_of,
    agent_of,
    an_id,
    query_number,
    takes,
    validated_body,
)
from messaging.api.parsing import FORM_OR_JSON, AnythingAsJSONParser
from messaging.errors import ConsoleError, NotFound
from messaging.limits import LONGEST_TEXT, NUMBER
from messaging.models import Agent, Attachment, CannedFile, CannedResponse, Inbox
from messaging.permissions import canned_response_or_404, check_may_edit_canned
from messaging.queries import canned_uses
from messaging.serializers import OBJECT, CannedFileSerializer, CannedResponseSerializer, described

INBOX = OpenApiParameter(
    "inbox", NUMBER_SCHEMA, description="Whose uses are counted; it hides none: they are for every inbox."
)


class CannedResponseChange(Body):
    """`team` goes with the scope `team`; a change of scope needs the right to both."""

    shortcode = serializers.RegexField(
        r"^[A-Za-z0-9_-]+$", max_length=40, required=False, help_text="Without the slash; kept in lower case."
    )
    title = serializers.CharField(max_length=80, allow_blank=True, required=False)
    content = serializers.CharField(
        max_length=LONGEST_TEXT,
        trim_whitespace=False,
        allow_blank=True,
        required=False,
        help_text="Blank only where files are all there is.",
    )
    scope = serializers.ChoiceField(CannedResponse.Scope.choices, required=False)
    team = an_id(required=False, allow_null=True)
    interactive = described(
        OBJECT,
        required=False,
        allow_null=True,
        help_text="Buttons, a list or a link as Meta writes them; `body` is left out, it is the content.",
    )


class NewCannedResponse(CannedResponseChange):
    shortcode = serializers.RegexField(
        r"^[A-Za-z0-9_-]+$", max_length=40, help_text="Without the slash; kept in lower case."
    )
    scope = serializers.ChoiceField(CannedResponse.Scope.choices, default=CannedResponse.Scope.PERSONAL)


class FileOf(Body):
    attachment = an_id(help_text="A file of a message that the caller sees, or an upload of theirs.")


class FileForm(Body):
    is_json = False
    file = serializers.FileField(allow_empty_file=True)


@extend_schema_view(list=takes(query=[INBOX], pages=True))
class CannedResponseViewSet(
    Declared, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[CannedResponse]
):
    """Those that the caller sees: shared ones, their own, and their teams'; supervisors see every team's."""

    serializer_class = CannedResponseSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER
    parser_classes = FORM_OR_JSON

    def get_queryset(self) -> QuerySet[CannedResponse]:
        """Return what the caller sees."""
        return CannedResponse.objects.visible_to(agent_of(self.request)).with_resources()

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what the serializer wants to know of the caller and the asked inbox."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_serializer_context()
        agent = agent_of(self.request)
        teams = set() if agent.sees_everything else set(agent.teams.values_list("pk", flat=True))
        inbox = query_number(self.request, "inbox")
        seen = inbox is not None and Inbox.objects.visible_to(agent).filter(pk=inbox).exists()
        uses = canned_uses(inbox) if inbox is not None and seen else None
        return {**super().get_serializer_context(), "agent": agent, "teams": teams, "uses": uses}

    @takes(NewCannedResponse, responses={201: CannedResponseSerializer})
    def create(self, request: Request) -> Response:
        """Save a reply, personal unless `scope` says otherwise. A team's is made by its members, shared ones by supervisors
        and admins; a shortcode stands once in each scope."""
        given, canned = validated_body(NewCannedResponse, request), CannedResponse()
        place_canned_response(canned, agent_of(request), given.pop("scope"), given.pop("team", None))
        for name, value in given.items():
            setattr(canned, name, value)
        add_canned_response(canned, by=actor_of(request))
        return self._answer(canned.pk, status.HTTP_201_CREATED)

    @takes(CannedResponseChange, responses=CannedResponseSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given; what was sent with it stays as it was sent."""
        change = validated_body(CannedResponseChange, request)
        change_canned_response(int(pk), change, agent=agent_of(request), by=actor_of(request))
        return self._answer(int(pk))

    @takes(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete it with its files; messages that were written with it stay."""
        delete_canned_response(int(pk), agent=agent_of(request), by=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @takes(FileOf, form=FileForm, responses={201: CannedFileSerializer})
    @action(detail=True, methods=["post"], url_path="files")
    def add_file(self, request: Request, pk: str) -> Response:
        """Add a file, at most five: itself as a form, or a copy of one that the caller sees by its id."""
        agent = agent_of(request)
        canned = canned_response_or_404(agent, int(pk))
        # Before a large file is read; decided is it once more when the file goes in.
        check_may_edit_canned(agent, canned)
        with _given_file(request) as given:
            file = add_canned_file(canned, given, agent=agent, by=actor_of(request))
        return Response(CannedFileSerializer(file).data, status=status.HTTP_201_CREATED)

    @takes(headers=RANGE, responses=file_answers(*FILE_TYPES), refuses=[416])
    @action(
        detail=True,
        methods=["get"],
        url_path=f"files/(?P<file>{NUMBER})",
        parser_classes=[AnythingAsJSONParser],
        content_negotiation_class=Anything,
    )
    def file(self, request: Request, pk: str, file: str) -> HttpResponseBase:
        """Return the file itself; `Range` gets a part of it."""
        found = _file_or_404(canned_response_or_404(agent_of(request), int(pk)), file)
        return files.file_response(request._request, files.stored(found))

    @takes(responses={204: None})
    @file.mapping.delete
    def remove_file(self, request: Request, pk: str, file: str) -> Response:
        """Take the file away; what was sent with it stays."""
        remove_canned_file(int(pk), int(file), agent=agent_of(request), by=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=code)


def _given_file(request: Request) -> UploadedFile:
    """Return the form's file, or the one that the attachment names."""
    if not hasattr(request.data, "getlist"):
        return _copied(agent_of(request), validated_body(FileOf, request)["attachment"])
    given = validated_body(FileForm, request)["file"]
    if len(request.FILES.getlist("file")) > 1:
        raise ConsoleError.field("file", "One file at a time.")
    if not isinstance(given, UploadedFile):
        raise ConsoleError.field("file", "This must be a file.")
    return given


def _copied(agent: Agent, pk: int) -> UploadedFile:
    found = Attachment.objects.visible_to(agent).filter(pk=pk).first()
    if found is None or found.state != Attachment.State.READY:
        raise ConsoleError.field("attachment", "There is no such file, or it has not arrived here.")
    return files.as_upload(found)


def _file_or_404(canned: CannedResponse, pk: str) -> CannedFile:
    file = canned.files.filter(pk=int(pk)).first()
    if file is None:
        raise NotFound("This canned response has no such file.")
    return file
