"""Content templates of the fake Twilio and their approval by WhatsApp. Sync."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from simulator.models import SimulatedNumber, SimulatedTemplate
from simulator.sending import changing
from simulator.twilio.pages import read_page
from simulator.wire.twilio import TwilioError, content, forms


def list_contents(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v1/Content``"""
    page = read_page(request, _contents_of(number), "template_id", newest_first=False)
    return page.as_meta("contents", [content.resource(row) for row in page.rows], request)


def list_with_approvals(
    request: HttpRequest, number: SimulatedNumber, names: dict[str, str]
) -> dict[str, Any]:
    """``GET v1/ContentAndApprovals``"""
    page = read_page(request, _contents_of(number), "template_id", newest_first=False)
    return page.as_meta("contents", [content.with_approval(row) for row in page.rows], request)


def fetch(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v1/Content/<sid>``"""
    return content.resource(_get_content(number, names))


def create(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``POST v1/Content {"friendly_name", "language", "variables", "types"}``"""
    fields, sid = content.draft(_json_body(request)), forms.new_sid("HX")
    named = fields["content"]["friendly_name"] or sid
    with changing(number.pk):
        # Two contents may share a friendly name, two templates of a number may not.
        taken = number.templates.filter(name=named, language=fields["language"]).exists()
        row = number.templates.create(
            template_id=sid, name=sid if taken else named[:512], status="UNSUBMITTED", **fields
        )
    return content.resource(row)


def update(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``PUT v1/Content/<sid>``: only while it was not submitted."""
    with changing(number.pk):
        row = _get_content(number, names)
        if row.status != "UNSUBMITTED":
            raise TwilioError(20001, "It was submitted to WhatsApp and stays as it is")
        asked = {**row.content, "language": row.language, **_json_body(request)}
        for name, value in content.draft(asked).items():
            setattr(row, name, value)
        row.save()
    return content.resource(row)


def delete(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> None:
    """``DELETE v1/Content/<sid>``"""
    with changing(number.pk):
        _get_content(number, names).delete()


def submit(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``POST v1/Content/<sid>/ApprovalRequests/whatsapp {"name", "category"}``: approved by hand, on the phone page."""
    with changing(number.pk):
        row = _get_content(number, names)
        name, category = content.check_approval(row, _json_body(request))
        if number.templates.filter(name=name, language=row.language).exclude(pk=row.pk).exists():
            raise TwilioError(20001, f"There is a template {name} in this language")
        row.name, row.category, row.status, row.reason = name, category, "PENDING", ""
        row.save(update_fields=["name", "category", "status", "reason"])
    return content.approval(row) | {"status": "received"}


def fetch_approval(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v1/Content/<sid>/ApprovalRequests``"""
    row = _get_content(number, names)
    url = content.resource(row)["links"]["approval_fetch"]
    return {
        "sid": row.template_id,
        "account_sid": number.waba_id,
        "whatsapp": content.approval(row),
        "url": url,
    }


def _contents_of(number: SimulatedNumber) -> Any:
    return number.templates.select_related("number")


def _get_content(number: SimulatedNumber, names: Mapping[str, str]) -> SimulatedTemplate:
    row: SimulatedTemplate | None = _contents_of(number).filter(template_id=names["content"]).first()
    if row is None:
        raise TwilioError(20404)
    return row


def _json_body(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise TwilioError(20001, "The body is no JSON") from error
    if not isinstance(found, dict):
        raise TwilioError(20001, "The body is no JSON object")
    return found
