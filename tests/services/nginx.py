"""nginx as `deploy/nginx.conf` sets it up, on loopback ports and with a certificate of its own."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.live import PROJECT, Answer
from tests.servers import NotHere, free_port, wait_until

HOST = "console.example.org"
SITE = PROJECT / "deploy/nginx.conf"
# What a distribution's own nginx.conf says around a site; nothing is written outside the folder.
AROUND = """
daemon off;
{user}
pid nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
{site}
}}
"""


def binary() -> str:
    """Return the path of nginx; raises NotHere."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise NotHere("nginx is not installed (apt-get install nginx-light)")
    return found


class Nginx:
    """In front of the servers on ``upstream`` ports. Of the file only addresses and the certificate's place change."""

    def __init__(self, folder: Path, upstream: list[int]) -> None:
        self._folder = folder
        self.plain_port, self.port = free_port(), free_port()
        _write_certificate(folder)
        servers = "".join(f"    server 127.0.0.1:{port};\n" for port in upstream)
        site = re.sub(r"(?:    server 127\.0\.0\.1:\d+;\n)+", servers, SITE.read_text())
        site = re.sub(r".*listen \[::\].*\n", "", site)
        site = re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.plain_port}", site)
        site = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.port}", site)
        site = re.sub(r"/etc/letsencrypt/live/\S+/", f"{folder}/", site)
        (folder / "nginx.conf").write_text(
            AROUND.format(site=site, user="user root;" if os.geteuid() == 0 else "")
        )

    @contextlib.contextmanager
    def running(self) -> Iterator[Nginx]:
        command = [binary(), "-p", self._folder, "-c", "nginx.conf", "-e", "stderr"]
        with (self._folder / "log").open("w+") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                wait_until(lambda: process.poll() is not None or self._answers(), "nginx")
                assert process.poll() is None, (self._folder / "log").read_text()
                yield self
            finally:
                process.terminate()
                process.wait(20)

    def _answers(self) -> bool:
        try:
            return bool(self.request("GET", "/").status)
        except OSError:
            return False

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._folder / "fullchain.pem")

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        is_plain: bool = False,
    ) -> Answer:
        """Ask for `path` at the public name, over TLS unless `is_plain`."""
        if is_plain:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=30)
        else:
            connection = _Named("127.0.0.1", self.port, timeout=30, context=self.context())
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Host": HOST, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())


class _Named(http.client.HTTPSConnection):
    """Goes to an address and asks there for the public name."""

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=HOST)  # type: ignore[attr-defined]


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
