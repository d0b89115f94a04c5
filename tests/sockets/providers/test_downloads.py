"""Fetching a file from somebody who may lie about everything, and the token that only they may see."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Iterator

import pytest
from aiohttp.resolver import ThreadedResolver

from messaging.errors import FailureClass, SendRefused
from messaging.transports.http.downloads import FetchedFile, Limits, LinkExpired, download_file
from messaging.transports.payload.media import Download
from tests.media_host import MediaHost, Page, redirect

TOKEN = {"Authorization": "Bearer the-token"}
QUICK = Limits(most_bytes=1024 * 1024, total=5.0, connect=1.0, idle=0.3)
BODY = b"some bytes" * 1000


@pytest.fixture
def host() -> Iterator[MediaHost]:
    with MediaHost() as server:
        yield server


@pytest.fixture
def stranger() -> Iterator[MediaHost]:
    with MediaHost() as server:
        server.pages["/there"] = Page(BODY)
        yield server


def got(download: Download, limits: Limits = QUICK) -> tuple[FetchedFile, bytes]:
    file = io.BytesIO()
    return asyncio.run(download_file(download, file, limits)), file.getvalue()


def refusal(download: Download, limits: Limits = QUICK) -> SendRefused:
    with pytest.raises(SendRefused) as refused:
        got(download, limits)
    return refused.value


def test_a_file_comes_whole_and_reckoned(host: MediaHost) -> None:
    host.pages["/file"] = Page(BODY, headers={"Content-Type": "Image/PNG"})
    digest = hashlib.sha256(BODY).hexdigest()
    fetched, data = got(Download(f"{host.url}/file", TOKEN, sha256=digest.upper(), size=len(BODY)))
    assert data == BODY
    assert fetched == FetchedFile(len(BODY), digest, "image/png")
    assert host.asked[0].headers["authorization"] == "Bearer the-token"
    assert host.asked[0].headers["accept-encoding"] == "identity"


def test_a_file_without_a_length_comes_too(host: MediaHost) -> None:
    host.pages["/file"] = Page(BODY, length="", repeat=3)
    assert got(Download(f"{host.url}/file"))[1] == BODY * 3


def test_other_bytes_than_promised_are_refused_after_a_few_tries(host: MediaHost) -> None:
    host.pages["/file"] = Page(BODY)
    refused = refusal(Download(f"{host.url}/file", sha256="0" * 64))
    assert (refused.code, refused.failure, refused.budget) == ("media_hash_mismatch", FailureClass.RETRY, 3)


def test_another_length_than_promised_is_refused(host: MediaHost) -> None:
    host.pages["/file"] = Page(BODY)
    assert refusal(Download(f"{host.url}/file", size=len(BODY) + 1)).code == "media_unreachable"


@pytest.mark.parametrize(
    "large",
    [
        Page(BODY, length=str(2 * 1024 * 1024)),  # announced
        Page(b"x" * 65536, length="", repeat=100),  # never announced, never ending
    ],
)
def test_what_is_too_large_is_cut_off(host: MediaHost, large: Page) -> None:
    host.pages["/file"] = large
    refused = refusal(Download(f"{host.url}/file"))
    assert (refused.code, refused.failure) == ("media_too_large", FailureClass.PERMANENT)


def test_what_is_announced_as_too_large_is_not_even_asked_for(host: MediaHost) -> None:
    assert refusal(Download(f"{host.url}/file", size=QUICK.most_bytes + 1)).code == "media_too_large"
    assert host.asked == []


@pytest.mark.parametrize("short", [Page(BODY, length="99999"), Page(BODY, length="", cut=100)])
def test_a_file_that_breaks_off_is_tried_again(host: MediaHost, short: Page) -> None:
    host.pages["/file"] = short
    refused = refusal(Download(f"{host.url}/file"))
    assert (refused.code, refused.retryable) == ("media_unreachable", True)


def test_a_server_that_says_nothing_is_left_in_time(host: MediaHost) -> None:
    host.pages["/file"] = Page(BODY, hold=30)
    assert refusal(Download(f"{host.url}/file")).retryable


def test_a_server_that_drips_is_left_in_time(host: MediaHost) -> None:
    host.pages["/file"] = Page(BODY, hold=30)
    assert refusal(Download(f"{host.url}/file"), Limits(total=0.2, idle=30)).detail == "TimeoutError"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_is_no_longer_good_is_told_apart(host: MediaHost, status: int) -> None:
    host.pages["/file"] = Page(status=status)
    refused = refusal(Download(f"{host.url}/file"))
    assert isinstance(refused, LinkExpired)
    assert refused.failure is FailureClass.PERMANENT


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_are_refused_can_be_mended(host: MediaHost, status: int) -> None:
    """The file is there and waits, like everything else of an inbox whose access is refused."""
    host.pages["/file"] = Page(status=status)
    refused = refusal(Download(f"{host.url}/file", TOKEN))
    assert isinstance(refused, LinkExpired), "with a new address it may go"
    assert (refused.code, refused.failure) == ("media_refused", FailureClass.INBOX)


@pytest.mark.parametrize("status", [401, 403])
def test_where_no_credentials_go_the_address_is_what_is_refused(
    host: MediaHost, stranger: MediaHost, status: int
) -> None:
    host.pages["/file"] = redirect(f"{stranger.url}/there")
    stranger.pages["/there"] = Page(status=status)
    refused = refusal(Download(f"{host.url}/file", TOKEN, redirects=True))
    assert isinstance(refused, LinkExpired)
    assert refused.failure is FailureClass.PERMANENT


@pytest.mark.parametrize(("status", "failure"), [(429, "L"), (500, "R"), (503, "R"), (206, "R"), (204, "R")])
def test_other_answers_are_tried_again(host: MediaHost, status: int, failure: str) -> None:
    host.pages["/file"] = Page(b"" if status == 204 else b"x", status=status)
    assert refusal(Download(f"{host.url}/file")).failure == failure


def test_packed_answers_are_not_unpacked(host: MediaHost) -> None:
    host.pages["/file"] = Page(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert refusal(Download(f"{host.url}/file")).retryable


def test_nobody_there_is_tried_again() -> None:
    assert refusal(Download("http://127.0.0.1:9/file")).retryable


# --- redirects -------------------------------------------------------------------------------


def test_no_redirect_is_followed_where_the_token_could_go_along(host: MediaHost, stranger: MediaHost) -> None:
    host.pages["/file"] = redirect(f"{stranger.url}/there")
    refused = refusal(Download(f"{host.url}/file", TOKEN))
    assert (refused.code, refused.failure) == ("media_foreign_host", FailureClass.PERMANENT)
    assert stranger.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_allowed_redirect_is_followed_without_the_token(
    host: MediaHost, stranger: MediaHost, status: int
) -> None:
    host.pages["/file"] = redirect(f"{stranger.url}/there", status)
    assert got(Download(f"{host.url}/file", {**TOKEN, "X-Key": "secret"}, redirects=True))[1] == BODY
    assert "the-token" not in str(stranger.asked[0].headers)
    assert "secret" not in str(stranger.asked[0].headers)


def test_the_token_is_not_sent_twice_even_to_its_own_host(host: MediaHost) -> None:
    host.pages |= {"/file": redirect("/there"), "/there": Page(BODY)}
    assert got(Download(f"{host.url}/file", TOKEN, redirects=True))[1] == BODY
    assert ["authorization" in one.headers for one in host.asked] == [True, False]


def test_redirects_come_to_an_end(host: MediaHost) -> None:
    host.pages["/file"] = redirect("/file")
    assert refusal(Download(f"{host.url}/file", redirects=True)).code == "media_foreign_host"
    assert len(host.asked) == 4


@pytest.mark.parametrize(
    "to",
    [
        "http://example.com/there",
        "https://10.0.0.1/there",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://example.com/there",
        "https://user@example.com/there",
        "https://",
        "",
    ],
)
def test_redirects_to_internal_addresses_are_not_followed(host: MediaHost, to: str) -> None:
    host.pages["/file"] = redirect(to)
    assert refusal(Download(f"{host.url}/file", redirects=True)).code == "media_foreign_host"
    assert set(host.paths) == {"/file"}


def test_a_provider_whose_name_leads_home_is_a_foreign_host(
    monkeypatch: pytest.MonkeyPatch, host: MediaHost
) -> None:
    """The whole way: a public https address whose name resolves into the house."""
    host.pages["/file"] = redirect("https://rebound.example/there")

    async def resolve(*_: object) -> list[dict[str, object]]:
        return [
            {
                "host": "127.0.0.1",
                "hostname": "rebound.example",
                "port": host.port,
                "family": 2,
                "proto": 0,
                "flags": 0,
            }
        ]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    monkeypatch.setattr("messaging.transports.http.downloads.is_loopback", lambda _: False)
    monkeypatch.setattr("messaging.transports.http.downloads._check_address", lambda *_, **__: None)
    refused = refusal(Download(f"{host.url}/file", redirects=True))
    assert (refused.code, refused.detail) == ("media_foreign_host", "a private network")
    assert host.paths == ["/file"]
