"""What Meta posts: proof, envelope, and the batch that its items make."""

from messaging.transports.whatsapp_cloud.webhook.parse import parse
from messaging.transports.whatsapp_cloud.webhook.signature import handshake, share_signer, verify

__all__ = ["handshake", "parse", "share_signer", "verify"]
