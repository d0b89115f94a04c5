"""deploy/nginx.conf loads as it is written, and everything gets through it: large bodies, files, sockets."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.live import LiveServer, Setup
from tests.servers import NotHere
from tests.services.nginx import HOST, Nginx, binary
from tests.sockets.clients import UNHURRIED
from tests.tiers import cannot_run

APP_SECRET = "s" * 32
PASSWORD = "a-password-of-the-tests"
INBOX = ("--transport", "whatsapp_cloud", "--name", "Sales", "--address", "+15550001111", "--member", "mia")
SETTINGS = ("phone_number_id=1", f"app_secret={APP_SECRET}", "verify_token=v", "access_token=t")


@pytest.fixture(scope="module")
def setup(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Setup:
    """An installation with an agent and an inbox, known to the world by its public name."""
    try:
        binary()
    except NotHere as reason:
        cannot_run(str(reason))
    folder = tmp_path_factory.mktemp("var")
    shutil.copy(migrated_sqlite, folder / "console.sqlite3")
    environment = {
        "PUBLIC_URL": f"https://{HOST}",
        "FORWARDED_ALLOW_IPS": "127.0.0.1",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    made = Setup(folder, environment)
    made.manage("createsuperuser", "--noinput", "--username", "mia", "--email", "mia@example.org")
    made.manage("create_inbox", *INBOX, *(part for pair in SETTINGS for part in ("--set", pair)))
    return made


@pytest.fixture(scope="module")
def token(setup: Setup) -> dict[str, str]:
    return {"Authorization": f"Token {setup.manage('create_token', 'mia').strip()}"}


@pytest.fixture(scope="module")
def nginx(setup: Setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with (
        LiveServer(setup) as server,
        Nginx(tmp_path_factory.mktemp("nginx"), [server.port]).running() as proxy,
    ):
        yield proxy


def test_requests_get_through_and_are_known_to_be_secure(nginx: Nginx, token: dict[str, str]) -> None:
    moved = nginx.request("GET", "/login/?next=/", is_plain=True)
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/login/?next=/")
    files = nginx.request("POST", "/api/attachments/", *a_file(6 * 1024 * 1024, token))
    assert files.status == 201, files.body
    listed = nginx.request("GET", "/api/contacts/?page_size=1", headers=token)
    assert listed.status == 200
    assert "max-age" in listed.headers["Strict-Transport-Security"], "it knows that the proxy speaks TLS"
    assert nginx.request("GET", "/", headers={"Host": "other.example.org"}).status == 400


def test_the_largest_webhook_gets_through(nginx: Nginx) -> None:
    for size, status in ((3 * 1024 * 1024, 200), (5 * 1024 * 1024, 413)):
        body = json.dumps({"object": "whatsapp_business_account", "entry": [], "pad": "x" * size}).encode()
        signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        assert nginx.request("POST", "/webhooks/whatsapp/1/", body, headers).status == status


async def test_sockets_get_through(nginx: Nginx, token: dict[str, str]) -> None:
    ticket = nginx.request("POST", "/api/socket-ticket/", b"", token).json["ticket"]
    async with connect(
        f"wss://{HOST}/ws/console/",
        host="127.0.0.1",
        port=nginx.port,
        **UNHURRIED,
        ssl=nginx.context(),
        subprotocols=["desk.v1", f"ticket.{ticket}"],  # type: ignore[list-item]
    ) as socket:
        await socket.send('{"op":"sub","inbox":1}')
        assert json.loads(await socket.recv())["op"] == "subbed"


def a_file(size: int, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """Return a form with one text file of `size` bytes, and its headers."""
    part = b'--b\r\nContent-Disposition: form-data; name="inbox"\r\n\r\n1\r\n'
    part += b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return part + b"a" * size + b"\r\n--b--\r\n", {
        "Content-Type": "multipart/form-data; boundary=b",
        **headers,
    }
