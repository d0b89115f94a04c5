"""Addresses of ours that providers call: to fetch a file without a login, and to report a status."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core import signing

from messaging.files import shown_name
from messaging.models import Attachment, CannedFile, Inbox

SALT = "messaging.media"
# Twilio keeps a message for up to four hours before it fetches the file.
LIVES = 24 * 3600


def base_url(inbox: Inbox) -> str:
    """Return the address at which the inbox's provider reaches us, without a slash at the end; else nothing."""
    return (inbox.config.get("public_url") or settings.PUBLIC_URL).rstrip("/")


def webhook_path(inbox: Inbox) -> str:
    """Return the path that the inbox's provider posts to; `messaging.webhooks.urls` has it by transport."""
    return f"/webhooks/{inbox.transport.partition('_')[0]}/{inbox.pk}/"


def status_url(inbox: Inbox, client_id: str) -> str:
    """Return where the provider reports the status of one message; our id comes back with it."""
    base = base_url(inbox)
    return f"{base}{webhook_path(inbox)}status/?m={client_id}" if base else ""


def file_url(inbox: Inbox, attachment: Attachment) -> str:
    """Return where the file can be fetched for a day by whoever holds the address; empty like `base_url`."""
    base = base_url(inbox)
    return f"{base}{file_path(attachment)}" if base else ""


def file_path(attachment: Attachment) -> str:
    token = signing.dumps([attachment.pk, attachment.token.hex], salt=SALT)
    return f"/media/{token}/{quote(file_name(attachment))}"


def attachment_of(token: str) -> Attachment | None:
    """Return the file that a token of ours stands for; None when it is not ours, too old, or the file is gone."""
    try:
        pk, secret = signing.loads(token, salt=SALT, max_age=LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Attachment.objects.filter(pk=pk, token=secret, state=Attachment.State.READY).first()


def file_name(attachment: Attachment | CannedFile) -> str:
    """Return the name under which somebody saves the file."""
    return shown_name(attachment.filename, attachment.kind, attachment.pk, attachment.mime_type)
