"""Where files lie: a folder or a bucket, and one sentence for what is half said."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages as django_storages
from django.test import override_settings

from support_console import storages
from support_console.variables import BadSetting, Reader

S3 = {"MEDIA_STORAGE": "s3", "MEDIA_S3_BUCKET": "files"}


def refusal(**variables: str) -> str:
    with pytest.raises(BadSetting) as refused:
        storages.read(Reader(variables), Path("/var"))
    return str(refused.value)


def test_nothing_said_is_a_folder_of_its_owner_s(tmp_path: Path) -> None:
    found = storages.read(Reader({}), tmp_path)
    assert found["OPTIONS"]["location"] == str(tmp_path / "media")
    assert (found["OPTIONS"]["file_permissions_mode"], found["OPTIONS"]["directory_permissions_mode"]) == (
        0o600,
        0o700,
    )


def test_a_bucket_is_private_and_read_in_pieces() -> None:
    more = {
        "MEDIA_S3_ENDPOINT_URL": "https://s3.example.org",
        "MEDIA_S3_PREFIX": "/prefix/",
        "MEDIA_S3_REGION": "eu",
    }
    keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "hunter2"}
    found = storages.read(Reader(S3 | more | keys), Path("/var"))
    with override_settings(STORAGES={"default": found}):
        bucket = django_storages.create_storage(found)
    assert (bucket.bucket_name, bucket.location, bucket.region_name) == ("files", "prefix", "eu")
    assert (bucket.endpoint_url, bucket.access_key) == ("https://s3.example.org", "id")
    assert bucket.default_acl is None
    assert bucket.max_memory_size == 1024 * 1024
    assert not bucket.transfer_config.use_threads
    assert bucket.client_config.connect_timeout == 5


def test_what_is_half_said_is_one_sentence(subtests: pytest.Subtests) -> None:
    for variables, sentence in [
        ({"MEDIA_STORAGE": "ftp"}, "MEDIA_STORAGE must be one of files, s3, not 'ftp'."),
        ({"MEDIA_STORAGE": "s3"}, "MEDIA_STORAGE=s3 needs MEDIA_S3_BUCKET: the name of the bucket."),
        (
            {"MEDIA_S3_BUCKET": "files"},
            "MEDIA_S3_BUCKET is set, but MEDIA_STORAGE is not s3: set that too, or neither.",
        ),
        (
            {**S3, "AWS_ACCESS_KEY_ID": "id"},
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or neither.",
        ),
        (
            {**S3, "MEDIA_S3_ENDPOINT_URL": "s3.example.org"},
            "MEDIA_S3_ENDPOINT_URL must be like https://s3.example.org, not 's3.example.org'.",
        ),
    ]:
        with subtests.test(variables=variables, sentence=sentence):
            assert refusal(**variables) == sentence


def test_somebody_s_own_keys_do_not_matter_to_a_folder() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "x"}
    assert storages.read(Reader(keys), Path("/var"))["BACKEND"].endswith("FileSystemStorage")
