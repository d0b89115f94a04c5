"""A form of Twilio's as one item in Meta's vocabulary (docs/design/providers.md B1).

Twilio has flat fields where Meta has parts; the rest of the code sees parts only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from messaging.limits import LONGEST_MIME_TYPE
from messaging.transports.payload import MediaKind, RemoteMedia, clean

Form = Mapping[str, str]
MOST_MEDIA = 10
LONGEST_JSON = 65_536
VCARDS = {"text/vcard", "text/x-vcard", "text/directory"}
TRUE = "true"


def parse_item(form: Form) -> dict[str, Any]:
    """Return the structured part of a message: ``{"type", <type>: {…}, "context"?, "referral"?}``."""
    kind, part = next(found for read in _READERS if (found := read(form)))
    context, referral = _context(form), _referral(form)
    return {
        "type": kind,
        kind: part,
        **({"context": context} if context else {}),
        **({"referral": referral} if referral else {}),
    }


def parse_media(form: Form) -> tuple[RemoteMedia, ...]:
    """Return the files of a message; the caption belongs to the first."""
    found = [one for number in range(_count(form)) if (one := _file(form, number))]
    return tuple(found)


def _count(form: Form) -> int:
    number = form.get("NumMedia", "")
    return min(int(number), MOST_MEDIA) if re.fullmatch("[0-9]{1,4}", number) else 0


def _file(form: Form, number: int) -> RemoteMedia | None:
    url, mime_type = form.get(f"MediaUrl{number}", "").strip(), _mime_type(form, number)
    if not url:
        return None
    kind = _media_kind(mime_type)
    return RemoteMedia(
        kind=kind,
        remote_id=url,  # Twilio gives a file no other name, and its address never expires
        url=url,
        mime_type=mime_type,
        filename="contact.vcf" if mime_type in VCARDS else "",
        caption=form.get("Body", "") if number == 0 else "",
        voice=_is_voice(kind, mime_type),
    )


def _mime_type(form: Form, number: int) -> str:
    """Return the type without parameters: ``audio/ogg; codecs=opus`` is ``audio/ogg``."""
    return form.get(f"MediaContentType{number}", "").partition(";")[0].strip().lower()[:LONGEST_MIME_TYPE]


def _media_kind(mime_type: str) -> MediaKind:
    """Return the kind of a file: WebP is WhatsApp's format of stickers and of nothing else."""
    if mime_type == "image/webp":
        return "sticker"
    family = mime_type.partition("/")[0]
    named: Mapping[str, MediaKind] = {"image": "image", "video": "video", "audio": "audio"}
    return named.get(family, "document")


def _is_voice(kind: str, mime_type: str) -> bool:
    # Twilio does not say; WhatsApp's own recorder is what makes Ogg.
    return kind == "audio" and mime_type == "audio/ogg"


# --- what kind of message it is, most telling first ------------------------------------------------

Part = tuple[str, Any]


def _button(form: Form) -> Part | None:
    text, payload = form.get("ButtonText", ""), form.get("ButtonPayload", "")
    if not (text or payload):
        return None
    return "button", {"text": text or form.get("Body", ""), "payload": payload}


def _list_choice(form: Form) -> Part | None:
    if not (form.get("ListId") or form.get("ListTitle")):
        return None
    reply = {"id": form.get("ListId", ""), "title": form.get("ListTitle") or form.get("Body", "")}
    if form.get("ListDescription"):
        reply["description"] = form["ListDescription"]
    return "interactive", {"type": "list_reply", "list_reply": reply}


def _form_answer(form: Form) -> Part | None:
    """Read the answer to a form (flow): a JSON text that may be anything."""
    answer = form.get("FlowData") or form.get("InteractiveData")
    if not answer:
        return None
    reply = {"name": "flow", "body": form.get("Body", ""), "response_json": answer[:LONGEST_JSON]}
    return "interactive", {"type": "nfm_reply", "nfm_reply": reply}


def _location(form: Form) -> Part | None:
    latitude, longitude = _degrees(form, "Latitude", 90), _degrees(form, "Longitude", 180)
    if latitude is None or longitude is None:
        return None
    place: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    for ours, theirs in (("name", "Label"), ("address", "Address")):
        if form.get(theirs):
            place[ours] = form[theirs]
    return "location", place


def _degrees(form: Form, name: str, most: int) -> float | None:
    try:
        found = float(form.get(name, ""))
    except ValueError:
        return None
    return found if -most <= found <= most else None  # NaN is in no range


def _media(form: Form) -> Part | None:
    """Return one part for the first file; all of them are attachments."""
    found = parse_media(form)
    if not found:
        return None
    first = found[0]
    if first.mime_type in VCARDS:
        return "contacts", []  # the card itself is in the file
    part: dict[str, Any] = {"id": first.url.rpartition("/")[2], "mime_type": first.mime_type}
    part |= {"caption": first.caption} if first.caption else {}
    part |= {"voice": True} if first.voice else {}
    return first.kind, part


def _text(form: Form) -> Part | None:
    body = form.get("Body", "")
    return ("text", {"body": body}) if body.strip() or form.get("MessageType") == "text" else None


def _unsupported(form: Form) -> Part:
    return "unsupported", {"type": clean(form.get("MessageType", ""))[:64]}


_READERS: tuple[Callable[[Form], Part | None], ...] = (
    _button,
    _list_choice,
    _form_answer,
    _location,
    _media,
    _text,
    _unsupported,
)


# --- what it belongs to ---------------------------------------------------------------------------


def _context(form: Form) -> dict[str, Any]:
    values = {
        "id": form.get("OriginalRepliedMessageSid", ""),
        "from": form.get("OriginalRepliedMessageSender", ""),
        "forwarded": _is_true(form, "Forwarded"),
        "frequently_forwarded": _is_true(form, "FrequentlyForwarded"),
    }
    return {name: value for name, value in values.items() if value}


def _is_true(form: Form, name: str) -> bool:
    return form.get(name, "").strip().lower() == TRUE


REFERRAL = {
    "source_url": "ReferralSourceUrl",
    "source_id": "ReferralSourceId",
    "source_type": "ReferralSourceType",
    "headline": "ReferralHeadline",
    "body": "ReferralBody",
    "media_url": "ReferralMediaUrl",
    "ctwa_clid": "ReferralCtwaClid",
}


def _referral(form: Form) -> dict[str, str]:
    """Return the advertisement that the customer came from. `ReferralNumMedia=0` stands on plain messages,
    too."""
    if not (form.get("ReferralSourceId") or form.get("ReferralCtwaClid")):
        return {}
    found = {ours: form[theirs] for ours, theirs in REFERRAL.items() if form.get(theirs)}
    media = form.get("ReferralMediaContentType", "").partition("/")[0]
    return found | ({"media_type": media} if media in {"image", "video"} else {})
