"""The content templates of an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import aiohttp

from messaging.transports.catalogue import TemplateRow
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.client import TwilioApi
from messaging.transports.twilio.api.pages import fetch_pages
from messaging.transports.twilio.content_api import row
from messaging.transports.twilio.errors import unusable_response

PAGE, MOST_PAGES = 100, 50


class TemplateCatalogue(TwilioApi):
    """The templates of an account."""

    async def templates(
        self, http: aiohttp.ClientSession, config: Mapping[str, str]
    ) -> tuple[TemplateRow, ...]:
        """Fetch all of them or raise `SendRefused`: half a list would look as if the other half had been
        deleted."""
        first = f"{settings.base(config, 'content_base_url')}/v1/ContentAndApprovals?PageSize={PAGE}"
        listed, whole = await fetch_pages(http, config, (first, "contents", MOST_PAGES), self.limits)
        if not whole:
            raise unusable_response("The list of contents has no end")
        rows = [row(one) for one in listed]
        return _distinct_names([one for one in rows if one.external_id and one.name and one.language])


def _distinct_names(rows: list[TemplateRow]) -> tuple[TemplateRow, ...]:
    """Give each template a name of its own: at Twilio two may share one, here a name and a language are one
    template."""
    found: dict[tuple[str, str], TemplateRow] = {}
    for one in rows:
        twin = (one.name, one.language) in found
        named = replace(one, name=f"{one.name[:480]} ({one.external_id[-6:]})") if twin else one
        found[named.name, named.language] = named
    return tuple(found.values())
