"""Where the files of messages lie: a folder of this machine, or a bucket that speaks S3."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from support_console.variables import BadSetting, Reader

# Name → what it is for; part of `env.NAMES`.
NAMES: Mapping[str, str] = {
    "MEDIA_STORAGE": "files or s3: where the files of messages lie",
    "MEDIA_S3_BUCKET": "the bucket, with MEDIA_STORAGE=s3",
    "MEDIA_S3_ENDPOINT_URL": "where it is, if not at Amazon",
    "MEDIA_S3_REGION": "its region",
    "MEDIA_S3_PREFIX": "a folder in it",
    "AWS_ACCESS_KEY_ID": "who we are there; without it the machine's own role",
    "AWS_SECRET_ACCESS_KEY": "and the proof",
}
FOLDER = "media"


def read(reader: Reader, var_dir: Path) -> dict[str, Any]:
    """Django's ``STORAGES["default"]``, or `BadSetting`."""
    # All of them, whichever is chosen: a test holds the list of names against what is read.
    given = {name: reader.text(name) for name in NAMES if name != "MEDIA_STORAGE"}
    if reader.choice("MEDIA_STORAGE", ("files", "s3"), "files") == "s3":
        return _s3(given)
    if wrong := next((name for name in given if name.startswith("MEDIA_S3_") and given[name]), ""):
        raise BadSetting(f"{wrong} is set, but MEDIA_STORAGE is not s3: set that too, or neither.")
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(var_dir / FOLDER),
            # What customers sent is for this process's user only; Django lets no web server at it.
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _s3(given: Mapping[str, str]) -> dict[str, Any]:
    if not given["MEDIA_S3_BUCKET"]:
        raise BadSetting("MEDIA_STORAGE=s3 needs MEDIA_S3_BUCKET: the name of the bucket.")
    if bool(given["AWS_ACCESS_KEY_ID"]) != bool(given["AWS_SECRET_ACCESS_KEY"]):
        raise BadSetting("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or neither.")
    return {
        "BACKEND": "support_console.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": given["MEDIA_S3_BUCKET"],
            "endpoint_url": _endpoint(given["MEDIA_S3_ENDPOINT_URL"]),
            "region_name": given["MEDIA_S3_REGION"] or None,
            "location": given["MEDIA_S3_PREFIX"].strip("/"),
            "access_key": given["AWS_ACCESS_KEY_ID"] or None,
            "secret_key": given["AWS_SECRET_ACCESS_KEY"] or None,
        },
    }


def _endpoint(value: str) -> str | None:
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise BadSetting(f"MEDIA_S3_ENDPOINT_URL must be like https://s3.example.org, not {value!r}.")
    return value or None
