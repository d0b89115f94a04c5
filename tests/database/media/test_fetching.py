"""A customer's file, from its job to the shelf: each honest kind, and each trap."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.actions.core.attachments import retry_attachment
from messaging.errors import Conflict
from messaging.feed import positions as feed
from messaging.models import Attachment, Inbox, Job
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from simulator.media_samples import KINDS, sample
from tests.database.media.conftest import TOKEN, Expect, Run, fresh, stored_files
from tests.factories import BY
from tests.files import HTML, PDF, SVG, png, png_bomb
from tests.media_host import MediaHost, Page, as_json, redirect

pytestmark = pytest.mark.django_db(transaction=True)


def make_due() -> None:
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_every_kind_arrives(host: MediaHost, expect: Expect, run: Run, kind: str) -> None:
    one = sample(kind)
    host.media("111", one.data, one.mime_type)
    attachment = expect(kind, mime_type=one.mime_type, filename=one.filename, voice=one.voice)
    assert attachment.state == "pending"
    run()
    row = fresh(attachment)
    assert (row.state, row.error, row.kind) == ("ready", None, kind)
    assert row.mime_type == one.mime_type
    assert (row.size, row.sha256) == (len(one.data), hashlib.sha256(one.data).hexdigest())
    with row.file.open() as file:
        assert file.read() == one.data
    assert bool(row.thumbnail) == (kind in {"image", "sticker"})
    assert not Job.objects.exists()


def test_it_is_published_as_a_change_of_the_message(
    host: MediaHost, expect: Expect, run: Run, media_inbox: Inbox
) -> None:
    host.media("111", png(40, 30), "image/png")
    attachment = expect("image", mime_type="image/png")
    before = feed.heads([media_inbox.pk])[media_inbox.pk].seq
    run()
    events = feed.since(media_inbox.pk, before)
    assert [event.kind for event in events] == ["message.updated"]
    shown = events[0].payload["attachments"][0]
    assert (shown["state"], shown["width"], shown["height"]) == ("ready", 40, 30)
    assert shown["url"] == f"/api/attachments/{attachment.pk}/file"
    assert shown["thumbnail_url"] == f"/api/attachments/{attachment.pk}/thumbnail"


def failed(attachment: Attachment, code: str) -> Attachment:
    row = fresh(attachment)
    assert (row.state, (row.error or {}).get("code")) == ("failed", code)
    assert row.error["title"]
    assert row.error["action"]
    assert stored_files() == []
    assert TOKEN not in str(row.error)
    return row


def test_a_wrong_hash_is_tried_three_times_and_then_failed(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", png(), "image/png", sha256="0" * 64)
    attachment = expect("image")
    for _ in range(2):
        run()
        assert fresh(attachment).state == "pending"
        make_due()
    run()
    failed(attachment, "media_hash_mismatch")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("kind", "promised", "data"),
    [("image", "image/png", SVG), ("image", "image/svg+xml", SVG), ("document", "application/pdf", HTML)],
)
def test_a_trap_is_failed_at_once(
    host: MediaHost, expect: Expect, run: Run, kind: str, promised: str, data: bytes
) -> None:
    host.media("111", data, promised)
    attachment = expect(kind, mime_type=promised)
    run()
    failed(attachment, "media_type_mismatch")


def test_an_honest_svg_is_a_document_without_a_picture(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", SVG, "image/svg+xml")
    attachment = expect("document", mime_type="image/svg+xml", filename="logo.svg")
    run()
    row = fresh(attachment)
    assert (row.state, row.mime_type, bool(row.thumbnail)) == ("ready", "image/svg+xml", False)


def test_a_harmless_lie_is_corrected(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", PDF, "image/jpeg")
    attachment = expect("image", mime_type="image/jpeg")
    run()
    row = fresh(attachment)
    assert (row.state, row.kind, row.mime_type) == ("ready", "document", "application/pdf")


def test_a_type_that_is_none_is_not_kept(host: MediaHost, expect: Expect, run: Run) -> None:
    """The customer's program chose it; it would be longer than the column, or break the header."""
    host.media("111", b"\x00\xff" * 20, "application/x-" + "a" * 300)
    attachment = expect("document", mime_type="application/x-own; name=a\r\nX-Evil: 1")
    run()
    assert (fresh(attachment).state, fresh(attachment).mime_type) == ("ready", "application/x-own")


def test_a_picture_bomb_is_kept_and_never_decoded(host: MediaHost, expect: Expect, run: Run) -> None:
    bomb = png_bomb()
    host.media("111", bomb, "image/png")
    attachment = expect("image", mime_type="image/png")
    run()
    row = fresh(attachment)
    assert (row.state, bool(row.thumbnail), row.width) == ("ready", False, None)
    assert row.file.size == len(bomb)


def test_an_expired_address_is_asked_for_once_more(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", png(), "image/png")
    good = host.pages["/bytes/111"]
    host.pages["/bytes/111"] = [Page(status=404), good]  # type: ignore[list-item]
    attachment = expect("image")
    run()
    assert fresh(attachment).state == "ready"
    assert host.paths.count("/bytes/111") == 2


def test_an_address_that_stays_expired_is_said_so(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", png(), "image/png")
    host.pages["/bytes/111"] = Page(status=404)
    attachment = expect("image")
    run()
    failed(attachment, "media_expired")
    assert host.paths.count("/bytes/111") == 2


def test_an_id_that_the_provider_forgot_is_said_so(host: MediaHost, expect: Expect, run: Run) -> None:
    host.pages["/v26.0/111"] = as_json({"error": {"code": 100, "message": "no such object"}}, 400)
    attachment = expect("image")
    run()
    failed(attachment, "media_expired")


def test_a_redirect_to_another_host_never_sees_the_token(host: MediaHost, expect: Expect, run: Run) -> None:
    with MediaHost() as stranger:
        stranger.pages["/there"] = Page(png())
        host.media("111", png(), "image/png")
        host.pages["/bytes/111"] = redirect(f"{stranger.url}/there")
        attachment = expect("image")
        run()
        assert stranger.asked == []
    failed(attachment, "media_foreign_host")


def test_an_address_at_a_stranger_never_sees_the_token(host: MediaHost, expect: Expect, run: Run) -> None:
    with MediaHost() as stranger:
        stranger.pages["/bytes/111"] = Page(png())
        host.media("111", png(), "image/png", url=f"{stranger.url}/bytes/111")
        attachment = expect("image")
        run()
        assert stranger.asked == []
    failed(attachment, "foreign_host")


def test_a_file_that_is_too_large_is_failed(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", png(), "image/png", file_size=200 * 1024 * 1024)
    attachment = expect("document")
    run()
    failed(attachment, "media_too_large")


def test_a_file_that_breaks_off_comes_the_second_time(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", png(), "image/png")
    good = host.pages["/bytes/111"]
    host.pages["/bytes/111"] = [Page(png(), length="9999"), good]  # type: ignore[list-item]
    attachment = expect("image")
    run()
    assert fresh(attachment).state == "pending"
    assert stored_files() == []
    make_due()
    run()
    assert fresh(attachment).state == "ready"


def test_an_expired_token_keeps_the_file_waiting_and_pauses_the_inbox(
    host: MediaHost, expect: Expect, run: Run, media_inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    host.pages["/v26.0/111"] = as_json({"error": {"code": 190, "message": "expired"}}, 401)
    attachment = expect("image")
    with caplog.at_level(logging.INFO):
        for _ in range(12):
            run()
            make_due()
    assert fresh(attachment).state == "pending"
    media_inbox.refresh_from_db()
    assert media_inbox.health == "paused"
    assert Job.objects.get().attempts == 0
    assert TOKEN not in caplog.text
    host.media("111", png(), "image/png")
    run()
    assert fresh(attachment).state == "ready"


def test_what_the_provider_has_long_deleted_is_not_waited_for(
    host: MediaHost, expect: Expect, run: Run
) -> None:
    host.pages["/v26.0/111"] = as_json({"error": {"code": 190, "message": "expired"}}, 401)
    attachment = expect("image")
    Job.objects.update(created_at=timezone.now() - timedelta(days=8))
    run()
    failed(attachment, "190")


def test_an_outage_is_sat_out_with_growing_pauses_and_given_up_in_the_end(
    host: MediaHost, expect: Expect, run: Run
) -> None:
    host.media("111", png(), "image/png")
    host.pages["/bytes/111"] = Page(status=503)
    attachment = expect("image")
    waits = []
    for _ in range(9):
        run()
        waits.append((Job.objects.get().due_at - timezone.now()).total_seconds())
        make_due()
    assert 2 < waits[0] < 6
    assert waits[6] > 100
    assert max(waits) <= 750
    run()
    failed(attachment, "media_unreachable")


def test_the_retry_button_asks_again(host: MediaHost, expect: Expect, run: Run) -> None:
    host.media("111", png(), "image/png")
    host.pages["/bytes/111"] = Page(status=404)
    attachment = expect("image")
    run()
    assert retry_attachment(attachment, by=BY).state == "pending"
    with pytest.raises(Conflict, match="this one is pending"):
        retry_attachment(attachment, by=BY)
    host.media("111", png(), "image/png")
    run()
    assert (fresh(attachment).state, fresh(attachment).error) == ("ready", None)
    with pytest.raises(Conflict, match="this one is ready"):
        retry_attachment(attachment, by=BY)


def test_a_message_that_is_gone_leaves_no_file(
    host: MediaHost, expect: Expect, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.media("111", png(), "image/png")
    attachment = expect("image")
    original = WhatsAppCloud.locate

    async def locate(self: WhatsAppCloud, *arguments: object) -> object:
        await Attachment.objects.filter(pk=attachment.pk).adelete()
        return await original(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(WhatsAppCloud, "locate", locate)
    run()
    assert stored_files() == []
    assert not Job.objects.exists()
