"""The form of every outgoing message, pure (docs/design/providers.md B5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from messaging.loopback import is_loopback
from messaging.transports.base import Identity, OutgoingMessage
from messaging.transports.payload import check_payload as check_parts
from messaging.transports.payload import clean, is_visible, mapping, storable, text
from messaging.transports.phone_numbers import is_parent_bsuid
from messaging.transports.twilio.capabilities import CAPABILITIES
from messaging.transports.twilio.channel_addresses import format_channel_address
from messaging.transports.twilio.errors import permanent_refusal
from messaging.transports.twilio.settings import route, value
from messaging.transports.twilio.webhook import CALLBACK_PARAMETER

Parts = dict[str, str]


def message_form(config: Mapping[str, str], message: OutgoingMessage) -> bytes:
    """Build the form that is posted; raises `SendRefused` for what Twilio could not take."""
    build = _BUILDERS.get(message.kind)
    if build is None:
        title = f"Messages of the kind {message.kind} cannot be sent through Twilio"
        raise permanent_refusal("unsupported_kind", title, "Send it as text.")
    service = value(config, "messaging_service_sid")
    form = {
        "From": route(config),
        "To": _recipient(message.to),
        **({"MessagingServiceSid": service} if service else {}),
        **({"StatusCallback": _callback(message)} if message.callback_url else {}),
        **build(message),
    }
    return urlencode(form).encode()


def check_payload(kind: str, payload: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with a structured part, as sentences per field."""
    if kind not in _BUILDERS:
        return {"kind": ["This cannot be sent through Twilio."]}
    return check_parts(kind, payload) if kind != "template" else {}


def _callback(message: OutgoingMessage) -> str:
    """Add our own id to the query of the callback URL: it is signed, and finds the message before we know
    Twilio's id."""
    url = message.callback_url
    return url if "?" in url else f"{url}?{urlencode({CALLBACK_PARAMETER: message.client_id})}"


def _recipient(to: tuple[Identity, ...]) -> str:
    """Return the first of the addresses; a BSUID of a group of businesses reaches nobody."""
    ways = (one for one in to if one.kind in {"phone", "bsuid"} and not is_parent_bsuid(one.value))
    if found := next(ways, None):
        return format_channel_address(found)
    raise permanent_refusal(
        "no_address",
        "This customer has no WhatsApp address",
        "Add a phone number to the customer; a name alone cannot be reached.",
    )


def _text(message: OutgoingMessage) -> Parts:
    body = _checked_length(message.content, CAPABILITIES.longest_text, "message")
    if not is_visible(body):
        raise permanent_refusal("empty", "The message is empty", "Write something first.")
    return {"Body": body}


def _file(message: OutgoingMessage) -> Parts:
    """Name the URL that Twilio fetches the file from; a caption only where it is shown."""
    url = message.media.public_url if message.media else ""
    if not _is_public(url):
        raise permanent_refusal(
            "no_public_file",
            "Twilio cannot fetch the file from this server",
            "Ask an administrator to set the inbox's public URL to an https address.",
        )
    captioned = message.kind in CAPABILITIES.captions and is_visible(message.content)
    caption = _checked_length(message.content, CAPABILITIES.longest_caption, "caption") if captioned else ""
    return {"MediaUrl": url, **({"Body": caption} if caption else {})}


def _is_public(address: str) -> bool:
    """Return whether a URL is https, or this machine (tests, simulator)."""
    try:
        url = urlsplit(address)
        return url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or ""))
    except ValueError:
        return False


def _location(message: OutgoingMessage) -> Parts:
    payload = storable(dict(message.payload))
    if wrong := check_parts("location", payload):
        detail = " ".join(f"{place}: {sentences[0]}" for place, sentences in wrong.items())
        raise permanent_refusal("invalid_payload", f"The location is not right. {detail}", "Correct it.")
    place = mapping(payload, "location")
    name, address = text(place, "name"), text(place, "address")
    label = (address or name).replace("|", " ")
    point = f"geo:{_degrees(place['latitude'])},{_degrees(place['longitude'])}"
    return {"Body": name or address or "📍", "PersistentAction": f"{point}|{label}" if label else point}


def _degrees(value: float) -> str:
    """Write a number out, which a small float (``5e-05``) is not by itself; eight digits are a millimetre."""
    return f"{round(value, 8) + 0.0:.8f}".rstrip("0").rstrip(".")


def _template(message: OutgoingMessage) -> Parts:
    template = mapping(dict(message.payload), "template")
    sid = text(template, "content_sid")
    if not sid:
        raise permanent_refusal("no_template", "The message names no template", "Choose the template again.")
    variables = {**mapping(template, "variables"), **_header_file(template, message)}
    filled = {"ContentVariables": orjson.dumps(storable(variables)).decode()} if variables else {}
    return {"ContentSid": sid, **filled}


def _header_file(template: Mapping[str, Any], message: OutgoingMessage) -> dict[str, str]:
    """Fill in the file's public URL, which is known only when the message is sent: it expires."""
    name = text(template, "media_variable")
    return {name: _file(message)["MediaUrl"]} if name else {}


def _checked_length(words: str, longest: int, what: str) -> str:
    if len(words) > longest:
        raise permanent_refusal(
            "too_long", f"The {what} is too long: Twilio takes {longest:,} characters", "Send it in parts."
        )
    return clean(words)


_BUILDERS: Mapping[str, Callable[[OutgoingMessage], Parts]] = {
    "text": _text,
    "image": _file,
    "video": _file,
    "audio": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
    "template": _template,
}
