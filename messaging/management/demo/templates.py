"""The demo's templates at the console, as a first sync would have stored them."""

from __future__ import annotations

from messaging.models import Inbox, Template
from messaging.transports import TemplateRow
from simulator.demo import TEMPLATES, DemoTemplate


def template_row(template: DemoTemplate) -> TemplateRow:
    """Return the template as a transport reads it."""
    return TemplateRow(
        external_id=template.template_id,
        name=template.name,
        language=template.language,
        status=template.status,
        category=template.category,
        quality=template.quality,
        reason=template.reason,
        parameter_format=template.parameter_format,
        components=template.components,
    )


def write_templates(inbox: Inbox) -> None:
    """Store the templates of the inbox."""
    Template.objects.bulk_create(
        Template(
            inbox=inbox,
            external_id=each.template_id,
            name=each.name,
            language=each.language,
            category=each.category,
            status=each.status,
            quality=each.quality,
            reason=each.reason,
            parameter_format=each.parameter_format,
            components=list(each.components),
        )
        for each in TEMPLATES
    )
