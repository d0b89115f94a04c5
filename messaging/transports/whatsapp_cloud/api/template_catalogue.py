"""The templates of an account, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import aiohttp

from messaging.errors import SendRefused
from messaging.transports.catalogue import TemplateRow
from messaging.transports.http import Limits
from messaging.transports.payload import mapping, storable, text
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.api.graph import (
    GraphApi,
    GraphRequest,
    fetch_json,
    unusable_response,
)
from messaging.transports.whatsapp_cloud.error_catalogue import NO_RIGHTS, UNKNOWN_OBJECT
from messaging.transports.whatsapp_cloud.errors import lookup, permanent_refusal

FIELDS = "id,name,language,status,category,quality_score,rejected_reason,parameter_format,components"
# An account has at most 6,000 templates.
PAGE, MOST_PAGES = 100, 80
PAGE_BYTES = 8 * 1024 * 1024
LONGEST_CURSOR = 4096
UNKNOWN_ACCOUNT = "WhatsApp does not know the inbox's business account under this access token"
COMPARE_ACCOUNT = (
    "Ask an administrator to compare the inbox's WhatsApp Business Account ID with WhatsApp Manager."
)


class TemplateCatalogue(GraphApi):
    """The templates of an account."""

    async def templates(
        self, http: aiohttp.ClientSession, config: Mapping[str, str]
    ) -> tuple[TemplateRow, ...]:
        """Fetch all of them or raise `SendRefused`: half a list would look as if the other half had been deleted."""
        account = required_account(config)
        rows: list[TemplateRow] = []
        after = ""
        for _ in range(MOST_PAGES):
            page = await _fetch_page(http, config, account, after, self.limits)
            rows += parse_page(page)
            last, after = after, _next_cursor(page)
            if not after:
                return tuple(rows)
            if after == last:
                break
        raise unusable_response("The list of templates has no end")


def required_account(config: Mapping[str, str]) -> str:
    """Return the WABA id; raises `SendRefused` when the inbox has none."""
    account = settings.value(config, "waba_id")
    if account and not settings.check(config).get("waba_id"):
        return account
    raise permanent_refusal(
        "no_account",
        "The inbox does not name its WhatsApp Business Account",
        "Ask an administrator to put the WhatsApp Business Account ID into the inbox.",
    )


async def _fetch_page(
    http: aiohttp.ClientSession, config: Mapping[str, str], account: str, after: str, limits: Limits
) -> Mapping[str, Any]:
    params = {"fields": FIELDS, "limit": str(PAGE)} | ({"after": after} if after else {})
    question = GraphRequest("GET", f"{account}/message_templates", params)
    try:
        page = await fetch_json(http, config, question, replace(limits, answer_bytes=PAGE_BYTES))
    except SendRefused as refused:
        raise _list_refusal(refused) from None
    if not isinstance(page.get("data"), list):
        raise unusable_response("There is no list of templates in it")
    return page


def _list_refusal(refused: SendRefused) -> SendRefused:
    """Turn a missing permission or an unknown account into a refusal of the list alone: a token that may send
    but not read templates is no reason to stop sending."""
    if refused.code == UNKNOWN_OBJECT:
        return permanent_refusal(refused.code, UNKNOWN_ACCOUNT, COMPARE_ACCOUNT, refused.detail)
    if lookup(refused.code) is not NO_RIGHTS:
        return refused
    return permanent_refusal(
        refused.code,
        "The inbox's access token may not read the templates",
        "Ask an administrator to give the access token the permission whatsapp_business_management.",
        refused.detail,
    )


def _next_cursor(page: Mapping[str, Any]) -> str:
    """Return the cursor of the next page. ``next`` only tells that there is one: as a URL it could lead
    anywhere, and the token with it."""
    paging = mapping(page, "paging")
    after = text(mapping(paging, "cursors"), "after")
    return after if text(paging, "next") and len(after) <= LONGEST_CURSOR else ""


def parse_page(page: Mapping[str, Any]) -> Sequence[TemplateRow]:
    """Return the rows of one page, without what has no name or language."""
    rows = [_parse_row(item) for item in page["data"]]
    return [row for row in rows if row.name and row.language]


def _parse_row(item: Any) -> TemplateRow:
    reason = text(item, "rejected_reason")
    components = item.get("components") if isinstance(item, dict) else None
    return TemplateRow(
        external_id=text(item, "id"),
        name=text(item, "name"),
        language=text(item, "language"),
        status=text(item, "status").upper(),
        category=text(item, "category").upper(),
        quality=text(mapping(item, "quality_score"), "score").upper(),
        reason="" if reason == "NONE" else reason,
        parameter_format=text(item, "parameter_format").upper(),
        components=storable(components) if isinstance(components, list) else [],
    )
