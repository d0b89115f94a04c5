"""Inboxes: settings, templates, notices, diagnostics."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from messaging import transports
from messaging.actions.inbox import (
    ask_for_templates,
    change_inbox,
    create_inbox,
    settings_of,
)
from messaging.api.billing import MONTH, BillSerializer, asked_month
from messaging.api.kit import (
    Body,
    Declared,
    NoticePages,
    Pages,
    actor_of,
    agent_of,
    check_admin,
    takes,
    validated_body,
)
from messaging.billing import monthly_bill
from messaging.diagnostics import diagnose_inbox
from messaging.limits import NUMBER
from messaging.models import Inbox
from messaging.serializers import InboxSerializer, NoticeSerializer
from messaging.typed_numbers import countries

FINDINGS = inline_serializer(
    "Findings",
    {
        "findings": inline_serializer(
            "Finding",
            {
                "check": serializers.CharField(),
                "level": serializers.ChoiceField(["ok", "warning", "failure"]),
                "detail": serializers.CharField(),
                "next_step": serializers.CharField(help_text="What to do; empty when all is well."),
            },
            many=True,
        )
    },
)


SETTINGS = {
    one.name: {"type": "string", "description": f"{one.label}. {one.help}".strip()}
    for transport in transports.kinds()
    for one in settings_of(transport)
}


@extend_schema_field({"type": "object", "properties": SETTINGS, "additionalProperties": False})
class Config(serializers.DictField):
    """The settings of an inbox; which of them there are is up to its transport."""

    child = serializers.CharField(allow_blank=True)


class NewInbox(Body):
    transport = serializers.ChoiceField(Inbox.Transport.choices)
    name = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=64)
    config = Config(default=dict)


@extend_schema_field({"type": "string", "enum": ["", *countries()]})
class Country(serializers.CharField):
    """Two letters of a country, or nothing."""


class InboxChange(Body):
    """The fields that may be changed; an empty secret in `config` keeps the stored one."""

    name = serializers.CharField(max_length=80, required=False)
    read_policy = serializers.ChoiceField(Inbox.ReadPolicy.choices, required=False)
    country = Country(max_length=2, required=False, allow_blank=True)
    waiting_amber = serializers.IntegerField(required=False, help_text="Minutes.")
    waiting_red = serializers.IntegerField(required=False, help_text="Minutes.")
    config = Config(required=False)


class InboxViewSet(Declared, ReadOnlyModelViewSet[Inbox]):
    """Inboxes that the caller sees. Their secrets are written, never read."""

    serializer_class = InboxSerializer
    pagination_class = Pages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Inbox]:
        return Inbox.objects.visible_to(agent_of(self.request))

    @takes(NewInbox, responses={201: InboxSerializer})
    def create(self, request: Request) -> Response:
        """Create an inbox; `config` holds the transport's settings. Admins only."""
        check_admin(agent_of(request))
        inbox = create_inbox(
            **validated_body(NewInbox, request), members=[agent_of(request)], by=actor_of(request)
        )
        return Response(InboxSerializer(inbox).data, status=status.HTTP_201_CREATED)

    @takes(InboxChange, responses=InboxSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change name, read policy, country, waiting limits or settings, all or none of them; another token ends a pause.
        Admins only."""
        check_admin(agent_of(request))
        inbox = change_inbox(self.get_object(), **validated_body(InboxChange, request), by=actor_of(request))
        return Response(InboxSerializer(inbox).data)

    @takes(responses={202: InboxSerializer}, refuses=[409])
    @action(detail=True, methods=["post"], url_path="sync-templates")
    def sync_templates(self, request: Request, pk: str) -> Response:
        """Fetch the templates from the provider now; what changed comes as `template.updated`. Admins only."""
        check_admin(agent_of(request))
        inbox = self.get_object()
        ask_for_templates(inbox, by=actor_of(request))
        return Response(InboxSerializer(inbox).data, status=status.HTTP_202_ACCEPTED)

    @takes(pages=True, responses=NoticeSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=NoticePages)
    def notices(self, request: Request, pk: str) -> Response:
        """List the provider's notices about the inbox itself, newest first."""
        pages = NoticePages()
        page = pages.paginate_queryset(self.get_object().notices.all(), request, self)
        return pages.get_paginated_response(NoticeSerializer(page, many=True).data)

    @takes(query=[MONTH], responses=BillSerializer)
    @action(detail=True, methods=["get"])
    def billing(self, request: Request, pk: str) -> Response:
        """Count what the inbox sent in a month (UTC) and what of it is billable, as the provider's receipts say."""
        bill = monthly_bill(self.get_object(), asked_month(request))
        return Response(BillSerializer(bill).data)

    @takes(responses=FINDINGS)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Run the diagnostics of the inbox, which ask the provider; may take half a minute."""
        findings = diagnose_inbox(self.get_object())
        return Response({"findings": [asdict(finding) for finding in findings]})
