"""100 MB through a real server, both ways, and what it costs in memory."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import signature
from tests.live import LiveServer, Setup
from tests.media_host import MediaHost, Page, as_json
from tests.servers import wait_until

MB = 1024 * 1024
SIZE = 100 * MB
PIECE = bytes(range(256)) * 4096  # a megabyte that looks like nothing in particular
MOST_EXTRA = 20 * MB


@pytest.fixture(scope="module")
def digest() -> str:
    found = hashlib.sha256()
    for _ in range(SIZE // MB):
        found.update(PIECE)
    return found.hexdigest()


@pytest.fixture(scope="module")
def host(digest: str) -> Iterator[MediaHost]:
    with MediaHost() as server:
        server.pages["/bytes/111"] = Page(
            PIECE, headers={"Content-Type": "application/x-large"}, length=str(SIZE), repeat=SIZE // MB
        )
        known = {"mime_type": "application/x-large", "sha256": digest, "file_size": SIZE, "id": "111"}
        server.pages["/v26.0/111"] = as_json({"url": f"{server.url}/bytes/111", **known})
        yield server


class Installation:
    """A server with one inbox, and somebody who may see it; the document that comes in is a new one for each test."""

    def __init__(self, server: LiveServer, setup: Setup, graph: str) -> None:
        self.server = server
        self.document = 0
        setup.manage("createsuperuser", "--noinput", "--username=mia", "--email=")
        self.token = setup.manage("create_token", "mia").strip().splitlines()[-1]
        options = {
            "phone_number_id": "106540000",
            "app_secret": "s",
            "verify_token": "v",
            "access_token": "t",
        }
        options |= {"graph_base_url": graph, "graph_version": "v26.0"}
        pairs = [f"--set={name}={value}" for name, value in options.items()]
        made = setup.manage(
            "create_inbox", "--transport=whatsapp_cloud", "--name=Sales", "--address=+15550001111", *pairs
        )
        self.inbox = int(made.strip().splitlines()[-1])

    def ask(self, path: str) -> Any:
        return self.server.request("GET", path, token=self.token).json

    def receive(self, digest: str) -> None:
        """The document from the media host."""
        self.document += 1
        document = {
            "id": "111",
            "mime_type": "application/x-large",
            "filename": "plans.bin",
            "sha256": digest,
        }
        item = {
            "from": "447700900123",
            "id": f"wamid.{self.document}",
            "timestamp": str(int(time.time())),
            "type": "document",
            "document": document,
        }
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": "106540000"},
            "messages": [item],
        }
        change = {"field": "messages", "value": value}
        document = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
        body = json.dumps(document).encode()
        headers = {"X-Hub-Signature-256": signature(body, "s"), "Content-Type": "application/json"}
        answer = self.server.request("POST", f"/webhooks/whatsapp/{self.inbox}/", body, headers=headers)
        assert answer.status == 200

    def attachment(self) -> dict[str, Any]:
        messages = self.ask("/api/messages/")["results"]
        [message] = [one for one in messages if one["external_id"] == f"wamid.{self.document}"]
        found: dict[str, Any] = message["attachments"][0]
        return found


@pytest.fixture(scope="module")
def installation(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, host: MediaHost
) -> Iterator[Installation]:
    var_dir = tmp_path_factory.mktemp("large")
    shutil.copy(migrated_sqlite, var_dir)
    setup = Setup(var_dir, {"DJANGO_SUPERUSER_PASSWORD": "correct horse battery"})
    with LiveServer(setup) as server:
        yield Installation(server, setup, host.url)
    # pytest keeps the folders of its last runs.
    shutil.rmtree(setup.var_dir / "media", ignore_errors=True)


def peak(pid: int) -> int:
    """The most memory that the process has had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def forget_peak(pid: int) -> int:
    """From now on; what it has at the moment."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return peak(pid)


def test_a_large_document_comes_in_and_goes_out_in_pieces(installation: Installation, digest: str) -> None:
    # Warm: what is loaded at the first request is nobody's file.
    assert installation.ask("/api/me/")["username"] == "mia"
    assert "results" in installation.ask("/api/messages/")
    before = forget_peak(installation.server.pid)
    installation.receive(digest)
    wait_until(lambda: installation.attachment()["state"] != "pending", "the file", 60)
    shown = installation.attachment()
    assert (shown["state"], shown["size"], shown["error"]) == ("ready", SIZE, None)
    fetched = peak(installation.server.pid) - before

    before = forget_peak(installation.server.pid)
    assert _digest_of(installation, shown["url"]) == digest
    served = peak(installation.server.pid) - before
    print(f"extra memory: {fetched / MB:.1f} MB to fetch, {served / MB:.1f} MB to serve")  # noqa: T201
    assert fetched < MOST_EXTRA
    assert served < MOST_EXTRA


def test_a_slow_reader_does_not_fill_the_server(installation: Installation, digest: str) -> None:
    """Somebody who opens a large file and reads nothing of it."""
    installation.receive(digest)
    wait_until(lambda: installation.attachment()["state"] == "ready", "the file", 60)
    before = forget_peak(installation.server.pid)
    connection = _opened(installation, installation.attachment()["url"])
    try:
        answer = connection.getresponse()
        assert answer.status == 200
        assert installation.ask("/api/me/")["username"] == "mia"
        assert peak(installation.server.pid) - before < MOST_EXTRA
    finally:
        connection.close()


def test_a_large_upload_goes_to_the_disk(installation: Installation) -> None:
    """A text, because that is what the provider takes at this size; sent as a browser sends it."""
    text = b"all work and no play makes a dull boy\n" * (SIZE // 38 - 1000)
    head = (
        f'--x\r\nContent-Disposition: form-data; name="inbox"\r\n\r\n{installation.inbox}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    ).encode()
    tail = b"\r\n--x--\r\n"
    assert installation.ask("/api/me/")["username"] == "mia"
    before = forget_peak(installation.server.pid)
    connection = http.client.HTTPConnection("127.0.0.1", installation.server.port, timeout=60)
    connection.putrequest("POST", "/api/attachments")
    connection.putheader("Authorization", f"Token {installation.token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(len(head) + len(text) + len(tail)))
    connection.endheaders()
    for part in (head, text, tail):
        connection.send(part)
    answer = connection.getresponse()
    shown = json.loads(answer.read())
    connection.close()
    assert (answer.status, shown.get("size")) == (201, len(text)), shown
    took = peak(installation.server.pid) - before
    print(f"extra memory: {took / MB:.1f} MB to take an upload")  # noqa: T201
    assert took < MOST_EXTRA


def _opened(installation: Installation, path: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", installation.server.port, timeout=60)
    connection.request("GET", path, headers={"Authorization": f"Token {installation.token}"})
    return connection


def _digest_of(installation: Installation, path: str) -> str:
    connection = _opened(installation, path)
    answer = connection.getresponse()
    found = hashlib.sha256()
    while piece := answer.read(MB):
        found.update(piece)
    connection.close()
    return found.hexdigest()
