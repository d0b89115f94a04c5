"""Message templates in the fake Graph API: list, read, create, edit, delete."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet

from simulator.meta import shapes
from simulator.meta.targets import Answer, Call
from simulator.models import SimulatedNumber, SimulatedTemplate
from simulator.sending import changing
from simulator.wire.meta import bodies, errors, template_drafts

KIND = "WhatsAppMessageTemplate"
USUAL = ("name", "parameter_format", "components", "language", "status", "category", "sub_category")
EDITABLE = frozenset({"APPROVED", "REJECTED", "PAUSED"})
MOST_TEMPLATES = 250
SUMMARY = ("total_count", "message_template_count", "message_template_limit", "are_translations_complete")
# What a list may be narrowed by, each to one of several words.
WORDS = {"language": "language", "status": "status", "category": "category", "quality_score": "quality"}
NOT_FOUND = 2593002
WITHOUT_VALUE = (
    *("message_send_ttl_seconds", "correct_category", "previous_category", "library_template_name"),
    *(
        "cta_url_link_tracking_opted_out",
        "sub_category",
        "degrees_of_freedom_spec",
        "specific_rejection_reason",
    ),
)


def list_templates(call: Call) -> Answer:
    """``GET /<waba_id>/message_templates?fields=&limit=&after=``, narrowed by name, content, language and more."""
    rows = _of_account(call.number)
    found = _narrowed(rows, call.given)
    more = {"summary": _summary(call, rows, found)} if call.given.get("summary") else {}
    return Answer(shapes.page(call, found, lambda row: _shape(call, row), **more))


def describe(call: Call) -> Answer:
    """``GET /<template_id>?fields=``"""
    return Answer(_shape(call, _named(call)))


def create(call: Call) -> Answer:
    """``POST /<waba_id>/message_templates``: it waits for the review, which somebody makes on the phone page."""
    draft = template_drafts.read(call.given)
    with changing(call.number.pk):
        if _of_account(call.number).filter(name=draft.name, language=draft.language).exists():
            raise errors.bad_template(
                template_drafts.IN_USE,
                "Content in This Language Already Exists",
                f"There is already {draft.language} content for this template. You can create a new template and "
                "try again.",
            )
        row = SimulatedTemplate.objects.create(
            number=call.number,
            template_id=str(secrets.randbelow(9 * 10**14) + 10**14),
            name=draft.name,
            language=draft.language,
            category=draft.category,
            status="PENDING",
            parameter_format=draft.parameter_format,
            components=draft.components,
        )
    return Answer({"id": row.template_id, "status": row.status, "category": row.category})


def edit(call: Call) -> Answer:
    """``POST /<template_id> {"category"?, "components"?}``"""
    template = _named(call)
    if template.status not in EDITABLE:
        raise errors.bad_template(
            0, "Message template cannot be edited", f"A template that is {template.status} cannot be edited."
        )
    category = template_drafts.read_category({"category": template.category, **call.given})
    if template.status == "APPROVED" and category != template.category:
        raise errors.bad_template(
            0, "Category cannot be changed", "The category of an approved template cannot be changed."
        )
    with changing(template.number_id):
        template.category = category
        if "components" in call.given:
            template.components = template_drafts.read_components(call.given, category)
        template.status = "PENDING" if template.status == "REJECTED" else "APPROVED"
        template.save(update_fields=["category", "components", "status"])
    return Answer({"success": True, "id": template.template_id, "name": template.name, "category": category})


def delete(call: Call) -> Answer:
    """``DELETE /<waba_id>/message_templates?name=[&hsm_id=]``: every language of it, or the one with the id."""
    name, hsm_id = str(call.given.get("name") or ""), str(call.given.get("hsm_id") or "")
    if not name:
        raise errors.missing("name")
    rows = _of_account(call.number).filter(name=name)
    if hsm_id:
        rows = rows.filter(template_id=hsm_id)
    with changing(call.number.pk):
        deleted, _ = rows.delete()
    if not deleted:
        raise errors.bad_template(
            NOT_FOUND, "Message Template Not Found", f"There is no template with the name {name[:100]}."
        )
    return Answer({"success": True})


def _of_account(number: SimulatedNumber) -> QuerySet[SimulatedTemplate]:
    return SimulatedTemplate.objects.filter(number__waba_id=number.waba_id)


def _narrowed(rows: QuerySet[SimulatedTemplate], given: dict[str, Any]) -> QuerySet[SimulatedTemplate]:
    for name, column in WORDS.items():
        if words := _words(given.get(name)):
            rows = rows.filter(**{f"{column}__in": words})
    if part := str(given.get("name") or ""):
        rows = rows.filter(name__contains=part)
    for name in ("content", "name_or_content"):
        if part := str(given.get(name) or "").casefold():
            holding = [row.pk for row in rows if part in _content(row, with_name=name != "content")]
            rows = rows.filter(pk__in=holding)
    return rows


def _words(given: Any) -> list[str]:
    """Return the words of a filter: ``APPROVED,PAUSED`` or ``["APPROVED"]``."""
    value = bodies.structured(given)
    words = value if isinstance(value, list) else str(value or "").split(",")
    return [str(word).strip() for word in words if str(word).strip()]


def _content(row: SimulatedTemplate, *, with_name: bool) -> str:
    texts = [str(part.get("text", "")) for part in row.components]
    return "\n".join([row.name, *texts] if with_name else texts).casefold()


def _summary(
    call: Call, rows: QuerySet[SimulatedTemplate], found: QuerySet[SimulatedTemplate]
) -> dict[str, Any]:
    values = (found.count(), rows.count(), MOST_TEMPLATES, True)
    asked = _words(call.given["summary"])
    return {name: value for name, value in zip(SUMMARY, values, strict=True) if name in asked}


def _named(call: Call) -> SimulatedTemplate:
    if call.target.template is None:
        raise errors.no_such_object(call.request.method or "", "")
    return call.target.template


def _shape(call: Call, row: SimulatedTemplate) -> dict[str, Any]:
    return shapes.select(call, KIND, row.template_id, _fields(row), USUAL)


def _fields(template: SimulatedTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "quality_score": {"score": template.quality, "date": 1_789_387_201},
        "rejected_reason": template.reason or "NONE",
        "parameter_format": template.parameter_format,
        "components": [_with_example(part) for part in template.components],
        **dict.fromkeys(WITHOUT_VALUE),
    }


def _with_example(component: dict[str, Any]) -> dict[str, Any]:
    """Return a component with the samples that Meta has of every variable: nothing is approved without."""
    return component | template_drafts.sample_of(component)
