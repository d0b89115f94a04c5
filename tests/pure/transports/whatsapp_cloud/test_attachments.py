from __future__ import annotations

import base64
import hashlib
import time

import pytest

from messaging.transports.payload.media import sha256_hex
from messaging.transports.whatsapp_cloud.webhook.attachments import parse_attachments
from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads.meta import call, typed

DIGEST = hashlib.sha256(b"a file").digest()


def url(expires: float, host: str = "https://lookaside.fbsbx.com") -> str:
    return f"{host}/whatsapp_business/attachments/?mid=7&ext={int(expires)}&hash=h"


class TestAddress:
    def test_is_used_only_while_it_lives(self) -> None:
        now = time.time()
        for expires, lives in [(now + 60, True), (now - 1, False), (now + 2, False)]:
            (media,) = parse_attachments({"image": {"id": "7", "url": url(expires)}}, "image")
            assert bool(media.url) is lives

    def test_that_says_nothing_certain_is_none(self, subtests: pytest.Subtests) -> None:
        for given in [
            "https://lookaside.fbsbx.com/no-expiry",
            "https://lookaside.fbsbx.com/?ext=soon",
            "https://lookaside.fbsbx.com/?text=4102444700",
            url(4102444700, "http://lookaside.fbsbx.com"),
            url(4102444700, "file://"),
            url(4102444700) + "&" + "x" * 2000,
            7,
            None,
        ]:
            with subtests.test(given=given):
                (media,) = parse_attachments({"image": {"id": "7", "url": given}}, "image")
                assert (media.url, media.remote_id) == ("", "7")

    def test_alone_is_enough(self) -> None:
        (media,) = parse_attachments({"image": {"url": url(4102444700)}}, "image")
        assert (media.url, media.remote_id) == (url(4102444700), "")


def test_file_that_cannot_be_fetched_is_none_and_the_message_says_so(subtests: pytest.Subtests) -> None:
    for part in [None, [], "x", {}, {"id": ""}, {"id": "7" * 256}, {"mime_type": "image/png"}]:
        with subtests.test(part=part):
            (found,) = parse(call(messages=[typed("image", part)])).messages
            assert found.media == ()
            assert found.error is not None
            assert found.error["code"] == "131052"


def test_what_is_no_file_has_none(subtests: pytest.Subtests) -> None:
    for kind in ["text", "location", "brand_new", "contacts"]:
        with subtests.test(kind=kind):
            assert parse_attachments({kind: {"id": "7"}}, kind) == ()


def test_digest_in_any_spelling_is_lower_case_hex(subtests: pytest.Subtests) -> None:
    for given in [
        DIGEST.hex(),
        DIGEST.hex().upper(),
        base64.b64encode(DIGEST).decode(),
        base64.urlsafe_b64encode(DIGEST).decode(),
        base64.b64encode(DIGEST).decode().rstrip("="),
    ]:
        with subtests.test(given=given):
            assert sha256_hex(given) == DIGEST.hex()


def test_nonsense_is_no_digest(subtests: pytest.Subtests) -> None:
    for given in [
        "",
        "x",
        "..",
        "é" * 44,
        DIGEST.hex()[:-1],
        base64.b64encode(b"short").decode(),
        "A" * 10**6,
    ]:
        with subtests.test(given=given):
            assert sha256_hex(given) == ""
