"""Request ids and the access line, on sync and async chains."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from support_console import logs
from support_console.requests import RequestId


@pytest.fixture
def lines() -> Iterator[Any]:
    """``lines()``: what the project's logging wrote, parsed."""
    config = deepcopy(settings.LOGGING)
    written = io.StringIO()
    formatter = config["formatters"]["json"]
    handler = logging.StreamHandler(written)
    handler.addFilter(logs.WithRequestId())
    handler.setFormatter(
        logging.config.DictConfigurator(config).configure_formatter(formatter)  # type: ignore[arg-type]
    )
    log = logging.getLogger("support_console")
    before = log.level
    log.addHandler(handler)
    log.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    log.removeHandler(handler)
    log.setLevel(before)


def sync_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(logs.request_id.get())


async def async_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(logs.request_id.get())


def get(path: str, offered: str | None = None) -> HttpRequest:
    headers = {"X-Request-ID": offered} if offered is not None else {}
    return RequestFactory().get(path, headers=headers)


def test_sane_id_is_taken_over_and_answered_back() -> None:
    response: Any = RequestId(sync_view)(get("/", "abc-123.DEF_4"))
    assert response["X-Request-ID"] == "abc-123.DEF_4"
    assert response.content == b"abc-123.DEF_4"


def test_other_ids_are_replaced(subtests: pytest.Subtests) -> None:
    for offered in [None, "", "short", "x" * 65, "with space", 'quote"', "ümlaut-ümlaut"]:
        with subtests.test(offered=offered):
            response: Any = RequestId(sync_view)(get("/", offered))
            assert response["X-Request-ID"] != offered
            assert len(response["X-Request-ID"]) == 16


async def test_async_chain_stays_async() -> None:
    middleware = RequestId(async_view)
    assert iscoroutinefunction(middleware)
    response: Any = await middleware(get("/", "abcdefgh"))  # type: ignore[misc]
    assert response.content == b"abcdefgh"
    assert not iscoroutinefunction(RequestId(sync_view))


def test_id_ends_with_the_request() -> None:
    RequestId(sync_view)(get("/", "abcdefgh"))
    assert logs.request_id.get() == ""


def test_access_line_has_the_path_and_never_the_query(lines: Any) -> None:
    RequestId(sync_view)(get("/api/conversations/?q=secret-words", "abcdefgh"))
    (line,) = lines()
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/conversations/", 200)
    assert (line["level"], line["request_id"]) == ("INFO", "abcdefgh")
    assert line["ms"] >= 0
    assert "secret-words" not in json.dumps(line)


def test_access_line_does_not_open_files(lines: Any) -> None:
    RequestId(sync_view)(get("/media/a-signed-token/bill.pdf"))
    assert [line["path"] for line in lines()] == ["/media/…"]


def test_machines_do_not_fill_the_log(subtests: pytest.Subtests, lines: Any) -> None:
    for path in ["/healthz/ready", "/metrics", "/static/messaging/dist/x.js"]:
        with subtests.test(path=path):
            RequestId(sync_view)(get(path))
            assert lines() == []
