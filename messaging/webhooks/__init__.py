"""The providers' door: verify raw bytes, hand to ingest, answer."""

from messaging.webhooks.unsigned import UnsignedBodies

__all__ = ["UnsignedBodies"]
