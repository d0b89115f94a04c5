"""What WhatsApp by Twilio can do (docs/design/providers.md B1, B5, B6)."""

from __future__ import annotations

from messaging.transports.catalogue import Capabilities, MediaRule

MB = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA = {
    "image": MediaRule(("image/jpeg", "image/png"), 5 * MB),
    "video": MediaRule(("video/mp4",), 16 * MB),
    "audio": MediaRule(("audio/ogg", "audio/mpeg", "audio/amr", "audio/aac", "audio/3gpp"), 16 * MB),
    "document": MediaRule(
        (
            "application/pdf",
            "application/msword",
            f"{OFFICE}wordprocessingml.document",
            f"{OFFICE}spreadsheetml.sheet",
            f"{OFFICE}presentationml.presentation",
        ),
        16 * MB,
    ),
    "sticker": MediaRule(("image/webp",), 100 * 1024),
}
CAPABILITIES = Capabilities(
    receives=frozenset(
        [
            *("text", "image", "video", "audio", "document", "sticker", "location", "contacts"),
            *("interactive", "button", "unsupported"),
        ]
    ),
    sends=frozenset(["text", "image", "video", "audio", "document", "sticker", "location", "template"]),
    media=MEDIA,
    longest_text=1600,
    longest_caption=1024,
    # A document's caption is dropped on the way.
    captions=frozenset(["image", "video"]),
    templates=True,
    # There is no call that only turns the ticks blue: the typing indicator does it on the side.
    typing=True,
    polls=True,
    bsuid=True,
)
