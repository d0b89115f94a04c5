"""Instructions: what is to be entered at the provider of an inbox."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from messaging.models import Inbox
from messaging.public_urls import base_url, webhook_path

# Of Meta's webhook form; the same as in docs/transports.md.
MORE_FIELDS = (
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "account_update",
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "business_capability_update",
    "business_username_update",
    "security",
    "user_preferences",
    "user_id_update",
    "smb_message_echoes",
    "history",
    "calls",
    "standby",
    "messaging_handovers",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
)
# The end of the callback URL, and what else is to be done at the provider.
NEXT_STEPS: dict[str, tuple[str, str]] = {
    Inbox.Transport.WHATSAPP_CLOUD: (
        "",
        format_html(
            "Verify token: the one that you stored here. Subscribe to the field <b>messages</b>, without which "
            "nothing arrives, and for changes of templates, quality and the account to {}.",
            ", ".join(MORE_FIELDS),
        ),
    ),
    Inbox.Transport.TWILIO: (
        "#rc=5&rp=all",
        "Method POST. The part after # makes Twilio try again; status callbacks are asked for with each message.",
    ),
}


def webhook_instructions(request: HttpRequest, inbox: Inbox) -> SafeString:
    """Render the callback URL of the inbox and the next steps at its provider."""
    base = base_url(inbox) or request.build_absolute_uri("/").rstrip("/")
    return format_html(
        '<div class="instructions"><p>Callback URL: <code>{}{}{}</code></p><p>{}</p></div>',
        base,
        webhook_path(inbox),
        *NEXT_STEPS[inbox.transport],
    )
