"""A bucket at moto's S3 over real HTTP, which can go away and come back with what it holds."""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Iterator
from typing import Any

import boto3
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

from tests.servers import free_port

NAME = "files"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
REGION = "eu-central-1"


class Bucket:
    """``stop``/``start`` keep port and objects."""

    def __init__(self) -> None:
        self._port = free_port()
        self._server: ThreadedMotoServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of an installation that keeps its files here."""
        return {
            "MEDIA_STORAGE": "s3",
            "MEDIA_S3_BUCKET": NAME,
            "MEDIA_S3_ENDPOINT_URL": self.url,
            "MEDIA_S3_REGION": REGION,
            "MEDIA_S3_PREFIX": "prefix",
            **CREDENTIALS,
        }

    def start(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self._port, verbose=False)
        self._server.start()

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    @functools.cached_property
    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="id",
            aws_secret_access_key="secret",
        )

    def close(self) -> None:
        """Stop for good."""
        self._client.close()
        self.stop()

    def make(self) -> None:
        where = {"LocationConstraint": REGION}
        self._client.create_bucket(Bucket=NAME, CreateBucketConfiguration=where)

    def paths(self) -> list[str]:
        return [entry["Key"] for entry in self._client.list_objects_v2(Bucket=NAME).get("Contents", ())]

    def read(self, path: str) -> bytes:
        with contextlib.closing(self._client.get_object(Bucket=NAME, Key=path)["Body"]) as body:
            return bytes(body.read())

    def grants(self, path: str) -> set[str]:
        """Who may do what with the object."""
        found = self._client.get_object_acl(Bucket=NAME, Key=path)["Grants"]
        return {f"{one['Grantee'].get('URI', 'owner')} {one['Permission']}" for one in found}

    def empty(self) -> None:
        for path in self.paths():
            self._client.delete_object(Bucket=NAME, Key=path)

    def delete(self) -> None:
        """The bucket with all that is in it."""
        self.empty()
        self._client.delete_bucket(Bucket=NAME)


@contextlib.contextmanager
def running_bucket() -> Iterator[Bucket]:
    """A bucket with nothing in it. What moto holds belongs to this process, not to the server that is stopped."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    bucket = Bucket()
    bucket.start()
    bucket.make()
    try:
        yield bucket
    finally:
        bucket.close()
        s3_backends.reset()
