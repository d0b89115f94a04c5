"""The number and the account in the fake Graph API: fields, templates, subscribed apps."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest

from simulator.meta.targets import Answer, Target
from simulator.models import SimulatedNumber, SimulatedTemplate
from simulator.wire.meta import errors

LARGEST_PAGE = 100


def describe_number(request: HttpRequest, target: Target) -> Answer:
    """``GET /<phone_number_id>?fields=``"""
    return Answer(
        _requested_fields(request, number_fields(target.number)) | {"id": target.number.phone_number_id}
    )


def number_fields(number: SimulatedNumber) -> dict[str, Any]:
    return {
        "verified_name": number.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": number.display_number,
        "quality_rating": number.quality,
        "platform_type": "CLOUD_API",
        "status": "CONNECTED",
        "throughput": {"level": "STANDARD"},
        "webhook_configuration": {"application": number.webhook_url},
    }


def describe(request: HttpRequest, target: Target) -> Answer:
    """``GET /<waba_id>?fields=``"""
    fields = {"name": target.number.verified_name, "currency": "EUR", "timezone_id": "1"}
    return Answer(_requested_fields(request, fields) | {"id": target.number.waba_id})


def list_numbers(request: HttpRequest, target: Target) -> Answer:
    """``GET /<waba_id>/phone_numbers``"""
    numbers = SimulatedNumber.objects.filter(waba_id=target.number.waba_id).order_by("id")
    data = [_requested_fields(request, number_fields(one)) | {"id": one.phone_number_id} for one in numbers]
    return Answer({"data": data})


def list_apps(request: HttpRequest, target: Target) -> Answer:
    """``GET /<waba_id>/subscribed_apps``"""
    app = {"name": "Simulated app", "link": "https://example.org/", "id": "1"}
    return Answer({"data": [{"whatsapp_business_api_data": app}]})


def subscribe(request: HttpRequest, target: Target) -> Answer:
    """``POST /<waba_id>/subscribed_apps``: it always is."""
    return Answer({"success": True})


def list_templates(request: HttpRequest, target: Target) -> Answer:
    """``GET /<waba_id>/message_templates?fields=&limit=&after=&name=``, page by page."""
    rows = SimulatedTemplate.objects.filter(number__waba_id=target.number.waba_id).order_by("id")
    if name := request.GET.get("name"):
        rows = rows.filter(name=name)
    limit = _parse_limit(request.GET.get("limit", ""))
    page = list(rows.filter(pk__gt=_parse_cursor(request.GET.get("after", "")))[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    data = [_requested_fields(request, template_fields(row)) | {"id": row.template_id} for row in page]
    return Answer({"data": data, **({"paging": _paging(request, page, more=more)} if page else {})})


def template_fields(template: SimulatedTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "quality_score": {"score": template.quality, "date": 1_789_387_201},
        "rejected_reason": template.reason or "NONE",
        "parameter_format": template.parameter_format,
        "components": template.components,
    }


def _paging(request: HttpRequest, page: list[SimulatedTemplate], *, more: bool) -> dict[str, Any]:
    before, after = (base64.urlsafe_b64encode(str(row.pk).encode()).decode() for row in (page[0], page[-1]))
    paging: dict[str, Any] = {"cursors": {"before": before, "after": after}}
    if more:
        query = request.GET.copy()
        query["after"] = after
        paging["next"] = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return paging


def _parse_cursor(given: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(given.encode()).decode()[:18]) if given else 0
    except (ValueError, binascii.Error) as error:
        raise errors.bad_parameter("Invalid cursors values.") from error


def _parse_limit(given: str) -> int:
    return min(LARGEST_PAGE, max(1, int(given[:6]))) if given.isascii() and given.isdigit() else 25


def _requested_fields(request: HttpRequest, everything: dict[str, Any]) -> dict[str, Any]:
    asked = [field for field in request.GET.get("fields", "").split(",") if field]
    return {field: everything[field] for field in asked or everything if field in everything}
