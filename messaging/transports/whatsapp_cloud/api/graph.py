"""Requests to the Graph API. All but messages may be repeated, so no answer is a refusal for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.transports.http import Limits, Request, Response, send_request
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.api.responses import FIRST_REFUSAL_STATUS, refusal_from
from messaging.transports.whatsapp_cloud.errors import channel_refusal

NAME = "WhatsApp"
REQUIRED_SETTINGS = ("graph_base_url", "graph_version", "phone_number_id", "access_token")


class GraphApi:
    """What every part of the transport that asks the Graph API stands on. ``limits`` are only changed by tests."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """One request; ``path`` comes after the version."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    form: aiohttp.MultipartWriter | None = None

    def request(self, config: Mapping[str, str]) -> Request:
        """Build the request with the token, to the configured address; raises `SendRefused` when the inbox is
        not set up."""
        check_config(config)
        url = settings.graph_url(config, self.path)
        if self.params:
            url = f"{url}?{urlencode(self.params)}"
        return Request(NAME, url, authorization(config), self.body, method=self.method, form=self.form)


async def fetch_json(
    http: aiohttp.ClientSession, config: Mapping[str, str], question: GraphRequest, limits: Limits
) -> Mapping[str, Any]:
    """Return the JSON of a 2xx (empty when it was none); raises `SendRefused`, never anything else."""
    answer = await send_graph_request(http, config, question, limits)
    if answer.status >= FIRST_REFUSAL_STATUS:
        raise refusal_from(answer)
    return answer.document


async def send_graph_request(
    http: aiohttp.ClientSession, config: Mapping[str, str], question: GraphRequest, limits: Limits
) -> Response:
    """Return the response, whatever its status; raises `SendRefused` when there was none."""
    try:
        return await send_request(http, question.request(config), limits)
    except OutcomeUnknown as unknown:
        raise _no_response(unknown) from None


def authorization(config: Mapping[str, str]) -> dict[str, str]:
    """Return the header with the access token."""
    return {"Authorization": f"Bearer {settings.value(config, 'access_token')}"}


def check_config(config: Mapping[str, str]) -> None:
    """Refuse a config that is wrong, again and here: a wrong base URL would be given the access token."""
    if wrong := settings.check(config, REQUIRED_SETTINGS):
        detail = " ".join(f"{name}: {sentences[0]}" for name, sentences in wrong.items())
        raise channel_refusal("not_configured", "The inbox is not set up to send", detail)


def _no_response(unknown: OutcomeUnknown) -> SendRefused:
    return SendRefused(
        "no_answer",
        "WhatsApp did not answer",
        failure=FailureClass.RETRY,
        detail=f"{unknown}.",
        action="Check the connection of this server, then try it again.",
    )


def unusable_response(what: str) -> SendRefused:
    """Refuse a 2xx that lacks what was asked for."""
    return SendRefused(
        "unreadable",
        "WhatsApp gave an answer that cannot be used",
        failure=FailureClass.RETRY,
        detail=what,
        action="Try it again in a few minutes.",
    )
