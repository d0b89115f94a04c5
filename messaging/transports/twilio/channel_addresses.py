"""How Twilio writes addresses: ``whatsapp:+447700900123``, ``whatsapp:GB.1349…``."""

from __future__ import annotations

from messaging.limits import LONGEST_ADDRESS, LONGEST_ROUTE
from messaging.transports.base import Identity
from messaging.transports.phone_numbers import parse_identity

PREFIX = "whatsapp:"


def parse_channel_address(written: str) -> Identity | None:
    """Return whose address it is; None for nothing, for another channel than WhatsApp, or for what is no
    name."""
    name = written.strip()
    if name.lower().startswith(PREFIX):
        name = name[len(PREFIX) :].strip()
    if not name or len(name) > LONGEST_ADDRESS or ":" in name:
        return None
    return parse_identity(name)


def format_channel_address(one: Identity) -> str:
    """Write an identity as a ``To`` or ``From``: a phone with its plus, everything else as it is."""
    return f"{PREFIX}+{one.value}" if one.kind == "phone" else f"{PREFIX}{one.value}"


def normalize_channel_address(written: str) -> str:
    """Return an address of ours in the one spelling by which webhooks are routed; empty for nothing."""
    named = parse_channel_address(written)
    return format_channel_address(named)[:LONGEST_ROUTE] if named else written.strip()[:LONGEST_ROUTE]
