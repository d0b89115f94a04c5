"""Files at Twilio, and which host may see our credentials."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import aiohttp

from messaging.transports.payload import Download, OutgoingMedia, RemoteMedia, Uploaded
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.client import TwilioApi, check_config
from messaging.transports.twilio.errors import permanent_refusal


class Media(TwilioApi):
    """Files: Twilio fetches ours itself, and gives us those of customers."""

    async def upload(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: OutgoingMedia
    ) -> Uploaded:
        """Refuse: Twilio fetches files from us, so nobody asks for this."""
        raise permanent_refusal(
            "no_upload", "Twilio fetches files itself", "Send the file with a public URL."
        )

    async def locate(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: RemoteMedia
    ) -> Download:
        """Return how to fetch a file: Twilio answers with a redirect to another host, which must not see the
        credentials. Raises `SendRefused` for an address that is not one of the inbox's own account."""
        check_config(config)
        address = media.url or media.remote_id
        if not _is_own_account(config, address):
            raise permanent_refusal(
                "media_elsewhere",
                "The customer's file lies where this inbox's account has nothing",
                "Ask the customer to send it again; tell an administrator if it happens often.",
            )
        return Download(
            url=address,
            headers=settings.authorization(config),
            redirects=True,
            mime_type=media.mime_type,
            sha256=media.sha256,
        )


def _is_own_account(config: Mapping[str, str], address: str) -> bool:
    """Return whether an address is below our own account at the API's own host."""
    try:
        url, base = urlsplit(address), urlsplit(settings.base(config, "api_base_url"))
        same_place = _origin(url) == _origin(base)
    except ValueError:
        return False
    below = url.path.removeprefix(base.path).startswith(settings.account_path(config))
    return same_place and below and _is_plain(address, url)


def _is_plain(address: str, url: SplitResult) -> bool:
    """Refuse any way out of the account's path, and everything that two readers could take for two things."""
    odd = ("..", "%", "\\", "@", "#")
    return (
        address.isascii()
        and address.isprintable()
        and " " not in address
        and not any(sign in address for sign in odd)
    )


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or {"https": 443, "http": 80}.get(url.scheme)
