"""What transports cut to fits the column that it ends in."""

from __future__ import annotations

import pytest

from messaging import limits, models


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("Message.external_id", limits.LONGEST_EXTERNAL_ID),
        ("Message.sender", limits.LONGEST_ADDRESS),
        ("Address.value", limits.LONGEST_ADDRESS),
        ("Contact.name", limits.LONGEST_CONTACT_NAME),
        ("Contact.username", limits.LONGEST_USERNAME),
        ("Inbox.route", limits.LONGEST_ROUTE),
        ("Reaction.emoji", limits.LONGEST_STORED_EMOJI),
        ("Attachment.mime_type", limits.LONGEST_MIME_TYPE),
        ("Attachment.filename", limits.LONGEST_FILENAME),
        ("InboxNotice.code", limits.LONGEST_ERROR_CODE),
        ("InboxNotice.title", limits.LONGEST_NOTICE_TITLE),
        ("Template.external_id", limits.LONGEST_TEMPLATE_ID),
        ("Template.name", limits.LONGEST_TEMPLATE_NAME),
        ("Template.language", limits.LONGEST_TEMPLATE_LANGUAGE),
        ("Template.status", limits.LONGEST_TEMPLATE_STATUS),
        ("Template.quality", limits.LONGEST_TEMPLATE_QUALITY),
        ("Template.category", limits.LONGEST_TEMPLATE_CATEGORY),
        ("WebhookCall.query", limits.LONGEST_QUERY),
    ],
)
def test_a_column_holds_what_it_may_get(field: str, limit: int) -> None:
    model, name = field.split(".")
    width = getattr(models, model)._meta.get_field(name).max_length
    assert width is not None
    assert limit <= width
