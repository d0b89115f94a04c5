"""A bucket that speaks S3, read and written piece by piece. Only loaded where MEDIA_STORAGE is s3."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

# Of one file that is read: above it a temporary file. The library's default keeps all of it in memory.
READ_IN_MEMORY = 1024 * 1024
# One that does not answer must not hold a thread for minutes, which is the library's default.
CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 30, 2


class Bucket(S3Storage):  # type: ignore[misc]
    """``STORAGES["default"]`` where the settings name a bucket."""

    def get_default_settings(self) -> dict[str, Any]:
        client = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        )
        return {
            **super().get_default_settings(),
            "default_acl": None,  # the bucket's own: private
            "max_memory_size": READ_IN_MEMORY,
            # Several parts at once, each in memory, would be 80 MB for one file.
            "transfer_config": TransferConfig(use_threads=False),
            "client_config": client,
        }

    def is_there(self) -> bool:
        """Return whether the bucket is there: a missing one answers like a missing file. One that does not say
        counts as there."""
        try:
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except ClientError as refused:
            return bool(refused.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND)
        return True
