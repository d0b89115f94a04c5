"""A5: files that customers send."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from messaging.transports.base import RemoteMedia
from tests.payloads.meta.building import problem
from tests.payloads.meta.cases import Case
from tests.payloads.meta.messages import REFERRAL, message_case

DIGEST = hashlib.sha256(b"a file")
HEX, BASE64 = DIGEST.hexdigest(), base64.b64encode(DIGEST.digest()).decode()
URL = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=7&source=webhook&ext={}&hash=h"
FRESH, STALE = URL.format(4102444700), URL.format(1600000000)


def file_(name: str, kind: str, part: Mapping[str, Any], line: str, *, becomes: Mapping[str, Any] | None = None, **more: Any) -> Case:  # fmt: skip
    """A file that is there: ``becomes`` is what `RemoteMedia` makes of it, beside its kind, id and hash."""
    whole = {"id": "7001", "sha256": BASE64} | part
    plain = {"mime_type": part.get("mime_type", ""), "caption": part.get("caption", "")} | (becomes or {})
    media = RemoteMedia(kind, "7001", **{"sha256": HEX} | plain)
    return message_case(
        name, kind, whole, attributes={"content": line, "media": (media,), "error": None}, **more
    )


MEDIA = [
    file_("image", "image", {"mime_type": "image/jpeg"}, "📷 Image"),
    file_("image with a caption", "image", {"mime_type": "image/jpeg", "caption": "My cat"}, "My cat"),
    file_("image with a fresh address", "image", {"mime_type": "image/jpeg", "url": FRESH}, "📷 Image", becomes={"url": FRESH}),
    file_("image with a stale address", "image", {"mime_type": "image/jpeg", "url": STALE}, "📷 Image"),
    file_("image with a hex digest", "image", {"mime_type": "image/jpeg", "sha256": HEX.upper()}, "📷 Image"),
    file_("image from an advertisement", "image", {"mime_type": "image/jpeg"}, "📷 Image", referral=REFERRAL),
    file_("video", "video", {"mime_type": "video/mp4", "caption": "Look"}, "Look"),
    file_("music", "audio", {"mime_type": "audio/mpeg", "voice": False}, "🎵 Audio"),
    file_("voice message", "audio", {"mime_type": "audio/ogg; codecs=opus", "voice": True}, "🎤 Voice message", becomes={"voice": True}),
    file_("document", "document", {"mime_type": "application/pdf", "filename": "bill.pdf"}, "📄 bill.pdf", becomes={"filename": "bill.pdf"}),
    file_("document with a dangerous name", "document",
          {"mime_type": "application/pdf", "filename": "..\\..\\etc/pass\u202ewd\t.pdf", "caption": "My bill"}, "My bill",
          becomes={"filename": "passwd.pdf"}),
    file_("sticker", "sticker", {"mime_type": "image/webp", "animated": False}, "💟 Sticker"),
    message_case("voice of old", "voice", {"file": "/var/voice", "id": "7001", "mime_type": "audio/ogg", "sha256": HEX},
         attributes={"kind": "audio", "content": "🎤 Voice message",
               "media": (RemoteMedia("audio", "7001", mime_type="audio/ogg", sha256=HEX, voice=True),)}),
    message_case("voice of old without an id", "voice", {"file": "/var/voice"},
         attributes={"kind": "audio", "content": "🎤 Voice message", "media": (), "error.code": "131052"}),
    message_case("file that is too large", "document", {"filename": "film.mkv"}, errors=[problem(131052, "Media file size too big.")],
         attributes={"content": "📄 film.mkv", "media": (), "error.code": "131052"}),
]  # fmt: skip
