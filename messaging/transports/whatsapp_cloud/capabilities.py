"""What Meta's Cloud API can do (docs/design/providers.md A5, A11, A12)."""

from __future__ import annotations

from messaging.transports.catalogue import Capabilities, MediaRule

KB, MB = 1024, 1024 * 1024
MEDIA = {
    "image": MediaRule(("image/jpeg", "image/png"), 5 * MB),
    "video": MediaRule(("video/mp4", "video/3gpp"), 16 * MB),
    "audio": MediaRule(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * MB),
    "document": MediaRule(
        (
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.ms-excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        100 * MB,
    ),
    "sticker": MediaRule(("image/webp",), 500 * KB, most_bytes_still=100 * KB),
}
CAPABILITIES = Capabilities(
    receives=frozenset(
        [
            "text",
            "image",
            "video",
            "audio",
            "document",
            "sticker",
            "location",
            "contacts",
            "interactive",
            "button",
            "order",
            "system",
            "unsupported",
        ]
    ),
    sends=frozenset(
        [
            "text",
            "image",
            "video",
            "audio",
            "document",
            "sticker",
            "location",
            "contacts",
            "interactive",
            "template",
            "reaction",
        ]
    ),
    interactive=frozenset(("button", "list", "cta_url", "location_request_message", "request_contact_info")),
    media=MEDIA,
    captions=frozenset(("image", "video", "document")),
    templates=True,
    reactions=True,
    quotes=True,
    read_receipts=True,
    typing=True,
    uploads=True,
    edits=True,
    status_of_templates=True,
    bsuid=True,
    takes_control=True,
)
