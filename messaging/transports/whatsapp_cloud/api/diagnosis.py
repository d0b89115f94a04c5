"""How an inbox stands at Meta: each check asks one thing, and says what to do when the answer is no."""

from __future__ import annotations

import base64
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from messaging.errors import SendRefused
from messaging.transports.catalogue import Finding
from messaging.transports.http import advice_for_check
from messaging.transports.payload import OutgoingMedia, RemoteMedia, mapping, sequence, text
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.api.graph import GraphRequest, fetch_json
from messaging.transports.whatsapp_cloud.api.media import Media
from messaging.transports.whatsapp_cloud.api.template_catalogue import (
    COMPARE_ACCOUNT,
    UNKNOWN_ACCOUNT,
    required_account,
)
from messaging.transports.whatsapp_cloud.error_catalogue import NO_RIGHTS, UNKNOWN_OBJECT
from messaging.transports.whatsapp_cloud.errors import lookup

FIELDS = (
    "verified_name,display_phone_number,code_verification_status,quality_rating,status,throughput,"
    "webhook_configuration"
)
OK = 200
# One dark pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SETTINGS = "Correct this in the settings of the inbox."
REGISTER = "Register the number in WhatsApp Manager, then check again."
SUBSCRIBE = "Subscribe the app to the WhatsApp Business Account (field messages and the others) at Meta."
CALLBACK = "Put the webhook URL of this inbox into the app's WhatsApp configuration at Meta."
CONNECTION = "Check this server's way to graph.facebook.com and lookaside.fbsbx.com."
RENEW_ACCESS = "Put a new access token into the inbox; it needs whatsapp_business_messaging and _management."


@dataclass(frozen=True, slots=True)
class Probe:
    """What the checks ask with."""

    http: aiohttp.ClientSession
    config: Mapping[str, str]
    webhook_url: str
    files: Media

    async def get(self, path: str, **params: str) -> Mapping[str, Any]:
        return await fetch_json(self.http, self.config, GraphRequest("GET", path, params), self.files.limits)


class Diagnosis(Media):
    """How an inbox stands at Meta."""

    async def diagnose(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str
    ) -> tuple[Finding, ...]:
        """Run every check in order; without a token that works only the first. Never raises, never shows the token."""
        if wrong := settings.check(config):
            return tuple(
                Finding("settings", "failure", f"{name}: {sentences[0]}", SETTINGS)
                for name, sentences in wrong.items()
            )
        probe = Probe(http, config, webhook_url, self)
        findings: list[Finding] = []
        for name, check in CHECKS.items():
            findings += await _run_check(name, check, probe)
            if name == "token" and findings[0].level == "failure":
                break
        return tuple(findings)


Check = Callable[[Probe], Awaitable[list[Finding]]]


async def _run_check(name: str, check: Check, probe: Probe) -> list[Finding]:
    try:
        return await check(probe)
    except SendRefused as refused:
        if refused.code == UNKNOWN_OBJECT:
            return [_unknown_object(name, refused, probe)]
        detail = f"{refused.title}. {refused.detail}".strip()
        step = RENEW_ACCESS if lookup(refused.code) is NO_RIGHTS else advice_for_check(refused)
        return [Finding(name, "failure", _without_secrets(detail, probe), step)]
    except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
        return [Finding(name, "failure", f"Nobody answered ({type(error).__name__}).", CONNECTION)]
    except Exception as error:  # a check that breaks is a finding, too
        detail = f"The check could not be made ({type(error).__name__})."
        return [Finding(name, "failure", detail, "Tell the developers of the console.")]


def _unknown_object(name: str, refused: SendRefused, probe: Probe) -> Finding:
    """Blame the id that the check asked about: the token itself was let in."""
    if name == "token":
        what, title = "number", f"{refused.title}."
        step = "Compare the phone number ID with WhatsApp Manager, and whether the access token is of that account."
    elif name in ("subscription", "templates"):
        what, title, step = name, f"{UNKNOWN_ACCOUNT}.", COMPARE_ACCOUNT
    else:
        what, title, step = name, f"{refused.title}.", refused.action
    return Finding(what, "failure", _without_secrets(f"{title} {refused.detail}".strip(), probe), step)


def _without_secrets(detail: str, probe: Probe) -> str:
    """Hide the secrets: Meta's own words may repeat the token that was refused."""
    secrets = [settings.value(probe.config, one.name) for one in settings.SETTINGS if one.secret]
    for secret in filter(None, secrets):
        detail = detail.replace(secret, "…")
    return detail


async def _token(probe: Probe) -> list[Finding]:
    number = await probe.get(settings.value(probe.config, "phone_number_id"), fields=FIELDS)
    name = text(number, "verified_name") or text(number, "display_phone_number") or "the number"
    return [
        Finding("token", "ok", f"The access token works for {name}."),
        _registered(number),
        _quality(number),
        *_callback(number, probe.webhook_url),
    ]


def _registered(number: Mapping[str, Any]) -> Finding:
    status = text(number, "status").upper()
    verified = text(number, "code_verification_status").upper()
    if status not in ("", "CONNECTED"):
        return Finding("number", "failure", f"The number is not connected: {status}.", REGISTER)
    if verified == "NOT_VERIFIED":
        return Finding("number", "failure", "The number has not been verified.", REGISTER)
    if verified == "EXPIRED":
        detail = "The verification of the number has expired; a registered number goes on working."
        return Finding("number", "warning", detail, "Verify it again in WhatsApp Manager.")
    return Finding("number", "ok", "The number is registered.")


def _quality(number: Mapping[str, Any]) -> Finding:
    rating = text(number, "quality_rating").upper() or "UNKNOWN"
    level = text(mapping(number, "throughput"), "level").lower() or "unknown"
    detail = f"The quality rating is {rating.lower()}, the throughput {level}."
    if rating in ("RED", "YELLOW"):
        return Finding("quality", "warning", detail, "Send less marketing; customers have complained.")
    return Finding("quality", "ok", detail)


def _callback(number: Mapping[str, Any], webhook_url: str) -> list[Finding]:
    """Compare the webhook URL: Meta names those of the app, the account and the number, and the narrowest
    counts."""
    found = mapping(number, "webhook_configuration")
    urls = [text(found, place) for place in ("phone_number", "whatsapp_business_account", "application")]
    current = next(filter(None, urls), "")
    if not current:
        return [Finding("webhook", "failure", "Meta has no webhook URL for this number.", CALLBACK)]
    if not webhook_url:
        return []  # nobody has said under which address the console is reached
    if current.rstrip("/") != webhook_url.rstrip("/"):
        return [Finding("webhook", "failure", f"Meta sends to {current}, not to {webhook_url}.", CALLBACK)]
    return [Finding("webhook", "ok", f"Meta sends to {current}.")]


async def _subscription(probe: Probe) -> list[Finding]:
    found = await probe.get(f"{required_account(probe.config)}/subscribed_apps")
    apps = sequence(found, "data")
    if not apps:
        detail = "No app is subscribed to the account, so nothing is sent to the console."
        return [Finding("subscription", "failure", detail, SUBSCRIBE)]
    names = [text(mapping(app, "whatsapp_business_api_data"), "name") or "an app" for app in apps]
    return [Finding("subscription", "ok", f"The account sends to {', '.join(names)}.")]


async def _templates(probe: Probe) -> list[Finding]:
    path = f"{required_account(probe.config)}/message_templates"
    found = await probe.get(path, fields="name,status", limit="1")
    if not isinstance(found.get("data"), list):
        return [Finding("templates", "failure", "The list of templates cannot be read.", RENEW_ACCESS)]
    if not found["data"]:
        create = "Create a template in WhatsApp Manager to write to customers after 24 hours."
        return [Finding("templates", "warning", "The account has no templates.", create)]
    return [Finding("templates", "ok", "Templates can be read.")]


async def _media(probe: Probe) -> list[Finding]:
    """Give Meta a file, fetch it back, and delete it again."""
    pixel = OutgoingMedia("image", "image/png", "check.png", len(PIXEL), lambda: io.BytesIO(PIXEL))
    given = await probe.files.upload(probe.http, probe.config, pixel)
    try:
        return [await _fetch_back(probe, given.remote_id)]
    finally:
        await _delete_upload(probe, given.remote_id)


async def _fetch_back(probe: Probe, media_id: str) -> Finding:
    found = await probe.files.locate(probe.http, probe.config, RemoteMedia("image", media_id))
    timeout = aiohttp.ClientTimeout(total=probe.files.limits.total)
    async with probe.http.get(
        found.url, headers=found.headers, allow_redirects=False, timeout=timeout
    ) as response:
        body = await response.content.read(len(PIXEL) + 1) if response.status == OK else b""
    # Meta may store a picture anew, so what counts is that one comes back.
    if body.startswith(PIXEL[:8]):
        return Finding("media", "ok", "Files can be given to WhatsApp and fetched from it.")
    detail = f"A file that was given to WhatsApp did not come back (HTTP {response.status})."
    return Finding("media", "failure", detail, CONNECTION)


async def _delete_upload(probe: Probe, media_id: str) -> None:
    try:
        await probe.files.delete_upload(probe.http, probe.config, media_id)
    except SendRefused:
        return  # it is forgotten after a month by itself


CHECKS: Mapping[str, Check] = {
    "token": _token,
    "subscription": _subscription,
    "templates": _templates,
    "media": _media,
}
