"""An agent's file: taken or refused in one clear sentence, forgotten when nobody sends it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from messaging.actions.core import attachments
from messaging.actions.core.attachments import accept_upload, delete_unsent_uploads
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.people import add_canned_file, add_canned_response, remove_canned_file
from messaging.errors import ConsoleError
from messaging.models import Agent, Attachment, CannedResponse, FeedEvent, Inbox
from simulator.media_samples import sample
from tests.database.media.conftest import stored_files
from tests.factories import BY, an_agent, an_inbox, from_customer
from tests.files import EXE, PDF, SVG, moving, picture, png

pytestmark = pytest.mark.django_db


def a_file(name: str, data: bytes, mime_type: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, mime_type)


def post(api: Client, inbox: Inbox, file: Any, **more: Any) -> Any:
    return api.post("/api/attachments", {"inbox": inbox.pk, "file": file, **more}, format=None)


def test_an_upload_is_ready_and_nobody_else_s(api: Client, inbox: Inbox, agent: Agent) -> None:
    data = png(40, 30)
    answer = post(api, inbox, a_file("lamp.png", data, "text/html"))
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["kind"], shown["mime_type"], shown["state"]) == ("image", "image/png", "ready")
    assert (shown["width"], shown["height"], shown["filename"]) == (40, 30, "lamp.png")
    row = Attachment.objects.get()
    assert (row.uploaded_by, row.message, row.inbox) == (agent, None, inbox)
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert not FeedEvent.objects.filter(kind__startswith="message").exists()
    assert api.get(f"/api/attachments/{row.pk}").json() == shown


@pytest.mark.parametrize(
    ("file", "kind", "mime_type"),
    [
        (a_file("a.jpg", picture("JPEG")), "image", "image/jpeg"),
        (a_file("a.webp", picture("WEBP")), "sticker", "image/webp"),
        (a_file("moves.webp", moving() + b"\x00" * 150 * 1024), "sticker", "image/webp"),
        (a_file("a.pdf", PDF), "document", "application/pdf"),
        (a_file("a.txt", b"hello"), "document", "text/plain"),
        (a_file("prices.csv", b"a;b", "text/csv"), "document", "text/plain"),
        (a_file("prices.csv", b"a;b", "application/vnd.ms-excel"), "document", "text/plain"),
        (a_file("prices.csv", "Größe;5 €".encode("cp1252"), "text/csv"), "document", "text/plain"),
        (a_file("a.json", b"{}", "application/json"), "document", "text/plain"),
        (a_file("a.ics", b"BEGIN:VCALENDAR", "text/calendar"), "document", "text/plain"),
        (a_file("a.markdown", b"# Hi", "text/markdown"), "document", "text/plain"),
        (a_file("a.eml", b"From: a@b.example", "message/rfc822"), "document", "text/plain"),
        (a_file("a.vcf", b"BEGIN:VCARD", "text/vcard"), "document", "text/plain"),
        (a_file("a.pdf", b"\n" + PDF, "text/plain"), "document", "application/pdf"),
        (a_file("a.mp4", sample("video").data), "video", "video/mp4"),
        (a_file("a.ogg", sample("audio").data), "audio", "audio/ogg; codecs=opus"),
    ],
)
def test_what_the_provider_takes_is_taken(
    inbox: Inbox, agent: Agent, file: Any, kind: str, mime_type: str
) -> None:
    attachment = accept_upload(inbox, agent, file, by=BY)
    assert (attachment.kind, attachment.mime_type) == (kind, mime_type)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            a_file("a.gif", picture("GIF")),
            "WhatsApp takes images of up to 5 MB as JPEG or PNG; this one is GIF.",
        ),
        (a_file("photo.png", SVG, "image/png"), "this one is SVG."),
        (a_file("a.pdf", EXE, "application/pdf"), "this one is EXECUTABLE."),
        (a_file("a.png", b""), "The file is empty."),
        (
            a_file("a.webp", picture("WEBP") + b"\x00" * 150 * 1024),
            "WhatsApp takes stickers that do not move of up to 100 KB; this one has 150.1 KB. Send it as JPEG",
        ),
        (a_file("a.ogg", b"OggS" + b"\x00" * 24 + b"\x01vorbis"), "OGG with Opus sound only"),
        (a_file("a.png", png() + b"\x00" * 5 * 1024 * 1024), "as JPEG or PNG; this one has 5.1 MB."),
    ],
)
def test_what_it_does_not_is_refused_in_a_sentence(
    api: Client, inbox: Inbox, file: Any, sentence: str
) -> None:
    answer = post(api, inbox, file)
    assert answer.status_code == 400
    assert sentence in answer.json()["errors"]["file"][0]
    assert not Attachment.objects.exists()
    assert stored_files() == []


def test_a_voice_note_is_opus_in_ogg(inbox: Inbox, agent: Agent) -> None:
    assert accept_upload(inbox, agent, a_file("v.ogg", sample("audio").data), voice=True, by=BY).voice
    with pytest.raises(ConsoleError, match="A voice note must be an OGG file with Opus sound"):
        accept_upload(inbox, agent, a_file("v.mp3", b"ID3\x04\x00"), voice=True, by=BY)


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"inbox": "x"}])
def test_half_a_form_is_refused(api: Client, inbox: Inbox, body: dict[str, Any]) -> None:
    answer = api.post("/api/attachments", {"inbox": inbox.pk, **body}, format=None)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_json_is_no_upload(api: Client, inbox: Inbox) -> None:
    answer = api.post("/api/attachments", {"inbox": inbox.pk, "file": "x"}, content_type="application/json")
    assert answer.status_code == 400


def test_a_foreign_inbox_takes_nothing(api: Client, inbox: Inbox) -> None:
    answer = post(api, an_inbox(), a_file("a.png", png()))
    assert answer.status_code == 400
    assert "inbox" in answer.json()["errors"]


def test_nobody_uploads_without_a_login(client: Client, inbox: Inbox) -> None:
    assert post(client, inbox, a_file("a.png", png())).status_code == 401


def test_a_browser_s_upload_needs_its_csrf_token(inbox: Inbox, agent: Agent) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    assert post(browser, inbox, a_file("a.png", png())).status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(
        "/api/attachments",
        {"inbox": inbox.pk, "file": a_file("a.png", png())},
        headers={"X-CSRFToken": "a" * 32},
    )
    assert answer.status_code == 201


def test_a_storage_that_is_full_leaves_nothing(
    inbox: Inbox, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(attachments, "save_file", full)
    with pytest.raises(OSError, match="No space"):
        accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    assert not Attachment.objects.exists()


def test_uploads_that_nobody_sent_are_forgotten_after_a_day(inbox: Inbox, agent: Agent) -> None:
    old, new, sent = (accept_upload(inbox, agent, a_file("a.png", png()), by=BY) for _ in range(3))
    long_ago = timezone.now() - timedelta(days=1, minutes=1)
    Attachment.objects.filter(pk__in=[old.pk, sent.pk]).update(created_at=long_ago)
    Attachment.objects.filter(pk=sent.pk).update(message=from_customer(inbox))
    assert len(stored_files()) == 6
    assert delete_unsent_uploads(by=BY) == 1
    assert set(Attachment.objects.values_list("pk", flat=True)) == {new.pk, sent.pk}
    assert len(stored_files()) == 4


# --- who may ---------------------------------------------------------------------------------


def test_an_unsent_upload_is_its_uploader_s_alone(api: Client, inbox: Inbox) -> None:
    other = an_agent(inboxes=[inbox])
    theirs = accept_upload(inbox, other, a_file("a.png", png()), by=BY)
    for path in ("", "/file", "/thumbnail"):
        assert api.get(f"/api/attachments/{theirs.pk}{path}").status_code == 404
    assert api.post(f"/api/attachments/{theirs.pk}/retry").status_code == 404
    Attachment.objects.update(message=from_customer(inbox))
    assert api.get(f"/api/attachments/{theirs.pk}").status_code == 200


def test_a_file_of_another_inbox_does_not_exist(api: Client, inbox: Inbox) -> None:
    elsewhere = an_inbox()
    foreign = accept_upload(elsewhere, None, a_file("a.png", png()), by=BY)
    Attachment.objects.update(message=from_customer(elsewhere))
    for path in ("", "/file", "/thumbnail"):
        answer = api.get(f"/api/attachments/{foreign.pk}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api.post(f"/api/attachments/{foreign.pk}/retry").status_code == 404


def test_retry_is_for_what_failed(api: Client, inbox: Inbox, agent: Agent) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    assert api.post(f"/api/attachments/{upload.pk}/retry").status_code == 409
    Attachment.objects.update(state="failed", message=from_customer(inbox), remote_id="111")
    answer = api.post(f"/api/attachments/{upload.pk}/retry")
    assert (answer.status_code, answer.json()["state"]) == (200, "pending")


def copy(client: Client, inbox: Inbox, file: int) -> Any:
    body = {"inbox": inbox.pk, "canned_file": file}
    return client.post("/api/attachments/", body, content_type="application/json")


def test_a_file_of_a_canned_response_is_copied_here(api: Client, inbox: Inbox, agent: Agent) -> None:
    """Its bytes do not go to a browser and back; in each inbox it is an upload of its own."""
    canned = add_canned_response(CannedResponse(shortcode="prices", content="Our prices", owner=agent), by=BY)
    given = SimpleUploadedFile("prices.txt", b"1, 2, 3", "text/plain")
    file = add_canned_file(canned, given, agent=agent, by=BY)
    second = an_inbox(agent)
    for one in (inbox, second):
        answer = copy(api, one, file.pk)
        assert answer.status_code == 201
        shown = answer.json()
        assert (shown["filename"], shown["size"], shown["state"]) == ("prices.txt", 7, "ready")
        attachment = Attachment.objects.get(pk=shown["id"])
        assert (attachment.inbox, attachment.uploaded_by, attachment.sha256) == (one, agent, file.sha256)
        assert attachment.file.name != file.file.name
    conversation = from_customer(inbox).conversation
    upload = Attachment.objects.filter(inbox=inbox).get()
    message = send_message(conversation, Draft(author=agent, media=upload.pk), by=BY)
    remove_canned_file(canned.pk, file.pk, agent=agent, by=BY)
    (sent,) = message.attachments.all()
    with sent.file.open() as file_of_message:
        assert file_of_message.read() == b"1, 2, 3"


def test_of_a_canned_response_that_is_somebody_elses_nothing_is_copied(
    api: Client, inbox: Inbox, agent: Agent
) -> None:
    owner = an_agent(inboxes=[inbox])
    canned = add_canned_response(CannedResponse(shortcode="mine", content="Mine", owner=owner), by=BY)
    given = SimpleUploadedFile("a.txt", b"a", "text/plain")
    file = add_canned_file(canned, given, agent=owner, by=BY)
    answer = copy(api, inbox, file.pk)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["canned_file"])
    elsewhere = copy(api, an_inbox(), file.pk)
    assert (elsewhere.status_code, list(elsewhere.json()["errors"])) == (400, ["inbox"])
    assert not Attachment.objects.exists()
