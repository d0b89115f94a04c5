"""Files to Meta and from it, over a real connection on loopback."""

from __future__ import annotations

import base64
import hashlib
import io
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from messaging.errors import FailureClass, SendRefused
from messaging.transports.base import OutgoingMedia, RemoteMedia
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.fake_provider import Reply
from tests.fake_provider.meta import refuse
from tests.fake_provider.meta_objects import CHUNK
from tests.sockets.providers.whatsapp_cloud.graph import TOKEN, config

MB = 1024 * 1024
META = WhatsAppCloud()


class Endless(io.RawIOBase):
    """A file that has no bytes of its own; ``most``: the largest piece that somebody asked for at once."""

    def __init__(self, size: int) -> None:
        self.left, self.most = size, 0

    def read(self, size: int = -1) -> bytes:
        self.most = max(self.most, size if size >= 0 else self.left)
        found = bytes(min(size, self.left))
        self.left -= len(found)
        return found


def file(body: bytes = b"\x89PNG", kind="image", mime_type="image/png", **more) -> OutgoingMedia:
    given = {"filename": "geheim-größe.png", "size": len(body), "open": lambda: io.BytesIO(body)}
    return OutgoingMedia(kind=kind, mime_type=mime_type, **given | more)


async def refused_upload(http, meta, media) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await META.upload(http, config(meta.url), media)
    return caught.value


async def refused_search(http, meta, media, **settings) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await META.locate(http, config(meta.url, **settings), media)
    return caught.value


class TestUpload:
    async def test_form_and_answer(self, http, meta):
        found = await META.upload(http, config(meta.url), file())
        (call,) = meta.objects.called("upload")
        assert (call.path, call.token) == ("/v26.0/106540000000001/media", f"Bearer {TOKEN}")
        stored = meta.objects.files[found.remote_id]
        assert (stored.body, stored.mime_type) == (b"\x89PNG", "image/png")
        assert stored.fields == {"messaging_product": "whatsapp", "type": "image/png"}
        assert stored.filename == "upload.png", "its real name goes out with the message"
        kept = found.until - datetime.now(UTC)
        assert timedelta(days=28, hours=23) < kept < timedelta(days=29, hours=1)

    @pytest.mark.parametrize(
        ("mime_type", "voice", "expected"),
        [
            ("audio/ogg", True, "audio/ogg; codecs=opus"),
            ("audio/ogg; codecs=opus", True, "audio/ogg; codecs=opus"),
            ("audio/ogg", False, "audio/ogg"),
            ("Audio/MPEG ", True, "audio/mpeg"),
        ],
    )
    async def test_voice_note_names_its_codec(self, http, meta, mime_type, voice, expected):
        await META.upload(http, config(meta.url), file(kind="audio", mime_type=mime_type, voice=voice))
        (call,) = meta.objects.called("upload")
        assert (call.body["type"], call.body["mime_type"]) == (expected, expected)

    async def test_size_is_told_beforehand(self, http, drain):
        body = b"x" * 200_000
        await META.upload(http, config(drain.url), file(body))
        assert int(drain.headers["Content-Length"]) == len(drain.body)
        assert body in drain.body

    async def test_large_file_never_is_in_memory(self, http, drain):
        source = Endless(24 * MB)
        tracemalloc.start()
        try:
            await META.upload(http, config(drain.url), file(size=24 * MB, open=lambda: source))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert drain.taken > 24 * MB
        assert source.most <= CHUNK
        assert peak < 4 * MB
        assert source.closed

    @pytest.mark.parametrize(
        ("code", "failure", "pauses"),
        [(131053, "P", False), (190, "C", True), (131000, "R", False), (130429, "L", False)],
    )
    async def test_refusal_by_code(self, http, meta, code, failure, pauses):
        reply = refuse(code)
        meta.then(Reply(400, reply.body), what="upload")
        error = await refused_upload(http, meta, file())
        assert (error.code, error.failure, error.pauses) == (str(code), failure, pauses)

    @pytest.mark.parametrize(
        ("status", "document"),
        [(200, {}), (200, "<html>"), (200, {"id": ""}), (200, {"id": "../me"}), (504, "")],
    )
    async def test_what_is_no_answer_may_be_asked_again(self, http, meta, status, document):
        meta.then(Reply(status, document), what="upload")
        assert (await refused_upload(http, meta, file())).failure is FailureClass.RETRY

    @pytest.mark.parametrize("size", [5, 100_000])
    async def test_file_that_shrank_is_our_own_problem(self, http, meta, size):
        error = await refused_upload(http, meta, file(b"abc", size=size))
        assert (error.code, error.failure) == ("file_unreadable", FailureClass.RETRY)

    async def test_file_that_is_gone_is_our_own_problem(self, http, meta):
        def gone():
            raise FileNotFoundError("/secret/path")

        error = await refused_upload(http, meta, file(open=gone))
        assert (error.code, error.detail) == ("file_unreadable", "FileNotFoundError")

    async def test_file_that_grew_is_cut(self, http, meta):
        found = await META.upload(http, config(meta.url), file(b"abcdef", size=3))
        assert meta.objects.files[found.remote_id].body == b"abc"

    async def test_type_that_is_none(self, http, meta):
        for mime_type in ("", "png", "image/png\r\nX-Evil: 1", "image/*", "image/png; a"):
            assert (await refused_upload(http, meta, file(mime_type=mime_type))).code == "bad_type", mime_type
        assert meta.objects.calls == []

    async def test_inbox_that_is_not_set_up(self, http, meta):
        with pytest.raises(SendRefused) as caught:
            await META.upload(http, config(meta.url, access_token=""), file())
        assert caught.value.code == "not_configured"


def remote(remote_id="", **more) -> RemoteMedia:
    return RemoteMedia("image", remote_id, **more)


class TestLocate:
    async def test_asked_for_by_its_id(self, http, meta):
        media_id = meta.objects.add_file(b"cat", "image/jpeg")
        found = await META.locate(http, config(meta.url), remote(media_id, mime_type="image/webp"))
        (call,) = meta.objects.called("resolve")
        assert (call.path, call.query) == (f"/v26.0/{media_id}", {"phone_number_id": "106540000000001"})
        assert found.url.startswith(f"{meta.url}/lookaside?mid={media_id}&ext=")
        assert found.headers == {"Authorization": f"Bearer {TOKEN}"}
        assert (found.mime_type, found.size, found.redirects) == ("image/jpeg", 3, False)
        assert found.sha256 == hashlib.sha256(b"cat").hexdigest()
        assert TOKEN not in repr(found)

    async def test_size_is_a_number_or_a_text(self, http, meta):
        sizes = [(3, 3), ("3", 3), (None, None), ("", None), (-1, None), (1.5, None), ("9" * 99, None)]
        for given, expected in sizes:
            meta.then(Reply(200, {"url": f"{meta.url}/x", "file_size": given}), what="resolve")
            found = await META.locate(http, config(meta.url), remote("900"))
            assert found.size == expected, given

    async def test_digest_is_hex(self, http, meta):
        encoded = base64.b64encode(bytes.fromhex("ab" * 32)).decode()
        digests = [("AB" * 32, "ab" * 32), (encoded, "ab" * 32), ("abc", ""), ("", ""), ("é", "")]
        for given, expected in digests:
            meta.then(Reply(200, {"url": f"{meta.url}/x", "sha256": given}), what="resolve")
            found = await META.locate(http, config(meta.url), remote("900"))
            assert found.sha256 == expected, given

    async def test_fresh_link_is_used_as_it_is(self, http, meta):
        link = meta.objects.link("1", lives=60)
        found = await META.locate(http, config(meta.url), remote("1", url=link, mime_type="image/png"))
        assert (found.url, found.mime_type) == (link, "image/png")
        assert meta.objects.calls == []

    @pytest.mark.parametrize("lives", [-5, 10])
    async def test_link_that_dies_is_made_anew(self, http, meta, lives):
        media_id = meta.objects.add_file(b"cat")
        found = await META.locate(
            http, config(meta.url), remote(media_id, url=meta.objects.link(media_id, lives))
        )
        assert len(meta.objects.called("resolve")) == 1
        assert found.size == 3

    async def test_any_other_link_is_not_trusted(self, http, meta):
        media_id = meta.objects.add_file(b"cat")
        for url in (
            "https://lookaside.fbsbx.com/?mid=1",
            "https://lookaside.fbsbx.com/?ext=soon",
            "https://[::1/?ext=9999999999",
            "https://evil.example.org/?ext=9999999999",
            "http://lookaside.fbsbx.com/?ext=9999999999",
            "nonsense",
        ):
            found = await META.locate(http, config(meta.url), remote(media_id, url=url))
            assert found.url.startswith(meta.url), url

    async def test_file_that_meta_forgot(self, http, meta):
        error = await refused_search(http, meta, remote("900000000099999"))
        assert (error.code, error.failure) == ("media_expired", FailureClass.PERMANENT)
        assert error.action == "Ask the customer to send it again."

    @pytest.mark.parametrize("status", [404, 410])
    async def test_not_found_is_expired_too(self, http, meta, status):
        meta.then(Reply(status, "<html>"), what="resolve")
        assert (await refused_search(http, meta, remote("900"))).code == "media_expired"

    async def test_id_that_is_none_is_not_asked_for(self, http, meta):
        for media_id in ("", "../me", "1?fields=x", "é", "x" * 256):
            assert (await refused_search(http, meta, remote(media_id))).code == "media_expired", media_id
        assert meta.objects.calls == []

    @pytest.mark.parametrize(
        ("status", "code", "failure"), [(401, 190, "C"), (500, 2, "R"), (429, 80007, "L"), (503, 0, "C")]
    )
    async def test_another_error_is_by_its_code(self, http, meta, status, code, failure):
        meta.then(Reply(status, refuse(code).body), what="resolve")
        error = await refused_search(http, meta, remote("900"))
        assert (error.code, error.failure) == (str(code), failure)

    @pytest.mark.parametrize("document", [{}, "<html>", {"url": ""}, {"url": []}])
    async def test_yes_without_an_address(self, http, meta, document):
        meta.then(Reply(200, document), what="resolve")
        assert (await refused_search(http, meta, remote("900"))).failure is FailureClass.RETRY

    async def test_foreign_address_gets_no_token(self, http, meta):
        url = f"https://evil.example.org/?ext={int(time.time()) + 300}"
        meta.then(Reply(200, {"url": url}), what="resolve")
        error = await refused_search(http, meta, remote("900"))
        assert (error.code, error.detail) == ("foreign_host", "evil.example.org")
        assert error.failure is FailureClass.PERMANENT
