"""How one inbox stands: its settings, what came in, and what the provider says. Each finding with the next step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import aiohttp
from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone

from messaging import transports
from messaging.actions.inbox import BAD_SIGNATURE
from messaging.errors import ConsoleError
from messaging.models import Inbox, InboxNotice, WebhookCall
from messaging.public_urls import base_url, webhook_path
from messaging.transports import Finding, Transport
from messaging.transports.http import ProviderResolver

# The provider gets this long for all its answers together, in seconds.
PATIENCE = 25.0
# A console that receives nothing for so long may be a quiet one, or one whose webhook is broken.
QUIET = timedelta(days=2)
# Refused calls older than this are history.
RECENT = timedelta(days=1)
# Templates are fetched every hour.
STALE = timedelta(hours=3)


def diagnose_inbox(inbox: Inbox) -> list[Finding]:
    """Everything that can be found out about the inbox now; may take half a minute, never raises for what
    the provider does. Not inside a transaction."""
    transport = transports.get(inbox.transport)
    try:
        inbox.config  # noqa: B018  (reading it decrypts)
    except ConsoleError as unreadable:
        step = "Start with the SECRET_KEY with which the inbox was saved, or enter its secrets again."
        return [Finding("settings", "failure", unreadable.detail, step)]
    here = [finding for check in CHECKS for finding in check(inbox, transport)]
    if any(finding.check == "settings" and finding.level == "failure" for finding in here):
        return here
    return [*here, *async_to_sync(_ask)(inbox, transport)]


def webhook_url(inbox: Inbox) -> str:
    """Return where the provider is to post to; empty while nobody has set PUBLIC_URL."""
    base = base_url(inbox)
    return f"{base}{webhook_path(inbox)}" if base else ""


async def _ask(inbox: Inbox, transport: Transport) -> tuple[Finding, ...]:
    try:
        connector = aiohttp.TCPConnector(resolver=ProviderResolver(settings.PRIVATE_BASE_URL_HOSTS))
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(connector=connector) as http:
            return await transport.diagnose(http, inbox.config, webhook_url(inbox))
    except TimeoutError:
        detail = f"The provider did not answer within {PATIENCE:.0f} seconds."
        return (Finding("provider", "failure", detail, "Check this server's way to the internet."),)


def _settings(inbox: Inbox, transport: Transport) -> Iterator[Finding]:
    wrong = transport.check(inbox.config)
    for name, sentences in wrong.items():
        yield Finding("settings", "failure", f"{name}: {sentences[0]}", "Correct it in the inbox's settings.")
    if not wrong:
        yield Finding("settings", "ok", "The settings are complete.")


def _health(inbox: Inbox, _: Transport) -> Iterator[Finding]:
    error = inbox.health_error or {}
    if inbox.health == Inbox.Health.OK:
        yield Finding("health", "ok", "Nothing stands against sending.")
        return
    level = "failure" if inbox.health == Inbox.Health.PAUSED else "warning"
    detail = f"{inbox.get_health_display()}: {error.get('title') or 'the provider refused something'}."
    yield Finding("health", level, detail, str(error.get("action", "")))  # type: ignore[arg-type]


def _last_call(inbox: Inbox, _: Transport) -> Iterator[Finding]:
    calls = WebhookCall.objects.filter(inbox=inbox, source=inbox.transport)
    newest = calls.order_by("-received_at").values_list("received_at", flat=True).first()
    where = webhook_url(inbox)
    enter = f"Enter {where} as the webhook at the provider." if where else "Set PUBLIC_URL first."
    if newest is None:
        yield Finding("last webhook", "warning", "The provider has never called.", enter)
        return
    ago = timezone.now() - newest
    level = "warning" if ago > QUIET else "ok"
    step = "Write to the inbox from a phone; if nothing comes, look at the webhook." if ago > QUIET else ""
    yield Finding("last webhook", level, f"The provider called {_duration(ago)} ago.", step)  # type: ignore[arg-type]


def _signature(inbox: Inbox, _: Transport) -> Iterator[Finding]:
    refused = InboxNotice.objects.filter(inbox=inbox, code=BAD_SIGNATURE).first()
    if refused is None or refused.at < timezone.now() - RECENT:
        yield Finding("signature", "ok", "No wrongly signed call in the last day.")
        return
    ago = _duration(timezone.now() - refused.at)
    if WebhookCall.objects.filter(inbox=inbox, source=inbox.transport, received_at__gt=refused.at).exists():
        detail = f"The provider's calls are signed rightly; one of somebody else came {ago} ago."
        yield Finding("signature", "ok", detail)
        return
    step = "Compare the secret in the inbox's settings with the provider's."
    yield Finding("signature", "failure", f"A call whose signature is wrong came {ago} ago.", step)


def _templates(inbox: Inbox, transport: Transport) -> Iterator[Finding]:
    if not transport.capabilities.templates:
        return
    synced = inbox.templates_synced_at
    if synced is None:
        yield Finding("templates", "warning", "Never fetched.", "Press “Fetch templates” in the admin.")
        return
    ago = timezone.now() - synced
    count = inbox.templates.count()
    if ago > STALE:
        step = "Look whether the delivery runs; it fetches them every hour."
        yield Finding("templates", "warning", f"{count}, fetched {_duration(ago)} ago.", step)
    else:
        yield Finding("templates", "ok", f"{count}, in sync since {_duration(ago)} ago.")


def _duration(ago: timedelta) -> str:
    """``5 s``, ``12 min``, ``3 h``, ``4 days``."""
    seconds = max(0, int(ago.total_seconds()))
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


CHECKS: tuple[Callable[[Inbox, Transport], Iterator[Finding]], ...] = (
    _settings,
    _health,
    _last_call,
    _signature,
    _templates,
)
