"""The same files in a bucket: moto's S3 over HTTP, which goes away and comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from messaging import public_urls
from messaging.actions.core.attachments import accept_upload, delete_upload
from messaging.health import _StorageProbe
from messaging.models import Agent, Attachment, Inbox, Job
from messaging.runtime import runtime
from tests.bucket import Bucket, running_bucket
from tests.database.media.conftest import Expect, Run, fresh
from tests.database.media.test_fetching import make_due
from tests.database.media.test_serving import Got, get
from tests.database.media.test_uploads import a_file, post
from tests.factories import BY
from tests.files import png
from tests.media_host import MediaHost
from tests.wiring import settings_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bucket(own_storage: None, settings: Any) -> Iterator[Bucket]:
    """Where the storage keeps its files."""
    with running_bucket() as running:
        environment = {"SECRET_KEY": "k" * 50, "VAR_DIR": str(settings.VAR_DIR), **running.environment}
        storage = settings_of(**environment)["STORAGES"]["default"]
        settings.STORAGES = {**settings.STORAGES, "default": storage}
        yield running


def test_a_file_goes_there_and_back(bucket: Bucket, inbox: Inbox, agent: Agent) -> None:
    data = png(900, 600)
    upload = accept_upload(inbox, agent, a_file("a.png", data), by=BY)
    assert sorted(bucket.paths()) == sorted([f"prefix/{upload.file.name}", f"prefix/{upload.thumbnail.name}"])
    assert bucket.read(f"prefix/{upload.file.name}") == data
    assert bucket.grants(f"prefix/{upload.file.name}") == {"owner FULL_CONTROL"}, "private, as the bucket is"
    assert get(f"/api/attachments/{upload.pk}/file", agent).body == data
    assert get(f"/api/attachments/{upload.pk}/file", agent, Range="bytes=3-9").body == data[3:10]
    assert get(f"/api/attachments/{upload.pk}/thumbnail", agent).body[8:12] == b"WEBP"
    assert delete_upload(upload, by=BY)
    assert bucket.paths() == []


def test_a_file_that_is_gone_is_a_404(bucket: Bucket, inbox: Inbox, agent: Agent) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    bucket.empty()
    assert get(f"/api/attachments/{upload.pk}/file", agent).status == 404
    assert get(f"/api/attachments/{upload.pk}/file", agent, "head").status == 404
    assert get(f"/api/attachments/{upload.pk}/thumbnail", agent).status == 404


def test_a_bucket_that_was_deleted_is_no_file_that_is_gone(
    bucket: Bucket, inbox: Inbox, agent: Agent
) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    bucket.delete()
    check_away(get(f"/api/attachments/{upload.pk}/file", agent))
    check_away(get(f"/api/attachments/{upload.pk}/thumbnail", agent))


def check_away(got: Got) -> None:
    assert got.status == 503
    assert got.headers["Content-Type"] == "application/json"
    shown = json.loads(got.body)
    assert (shown["code"], shown["reason"]) == ("unavailable", "storage_away")
    assert int(got.headers["Retry-After"]) > 0


def ready(client: Client) -> tuple[int, str, str]:
    runtime().part(_StorageProbe)._good_until = 0.0
    answer = client.get("/healthz/ready")
    return answer.status_code, answer.json()["status"], answer.json()["checks"]["storage"]


def test_a_bucket_that_is_away_and_comes_back(
    bucket: Bucket, inbox: Inbox, agent: Agent, api: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png(900, 600)), by=BY)
    file, thumbnail = (f"/api/attachments/{upload.pk}/{what}" for what in ("file", "thumbnail"))
    settings.PUBLIC_URL = "https://console.example"
    link = urlsplit(public_urls.file_url(inbox, upload)).path
    assert get(link).status == 200
    bucket.stop()
    for path in (file, thumbnail):
        check_away(get(path, agent))
        check_away(get(path, agent, Range="bytes=3-9"))
    assert get(file, agent, "head").status == 503
    check_away(get(link))
    refused = post(api, inbox, a_file("b.png", png()))
    check_away(Got(refused.status_code, dict(refused.headers), refused.content))
    assert list(Attachment.objects.all()) == [upload], "a file that was refused leaves no row"
    assert ready(api) == (200, "degraded", "files cannot be kept: The file storage is away.")
    with pytest.raises(SystemExit):
        call_command("doctor", "--only", "storage")
    assert (
        f"FAIL storage     files cannot be kept in the bucket files at {bucket.url}"
        in capsys.readouterr().out
    )
    bucket.start()
    assert get(file, agent).status == 200
    assert post(api, inbox, a_file("b.png", png())).status_code == 201
    assert ready(api) == (200, "ok", "ok")


def test_a_customer_s_file_waits_for_the_bucket(
    bucket: Bucket, host: MediaHost, expect: Expect, run: Run
) -> None:
    host.media("111", png(40, 30), "image/png")
    attachment = expect("image", mime_type="image/png")
    bucket.stop()
    for _ in range(2):
        make_due()
        run()
        assert fresh(attachment).state == "pending"
    job = Job.objects.get()
    assert (job.attempts, job.error) == (0, "storage_away: The file storage is away")
    bucket.start()
    make_due()
    run()
    assert fresh(attachment).state == "ready"
