"""What receipts report besides the status, and updates that wait for their message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.contact.contacts import set_marketing_consent
from messaging.actions.core.pending_updates import keep_pending_updates
from messaging.actions.inbox.health import mark_healthy
from messaging.actions.outgoing import Draft, TemplateChoice, send_message, send_to
from messaging.actions.updates import pending_expiry
from messaging.actions.updates.delivery_results import mark_sending, mark_sent
from messaging.actions.updates.edits import apply_edits_and_deletions
from messaging.actions.updates.reactions import apply_reactions
from messaging.actions.updates.receipts import apply_receipts
from messaging.models import Contact, Inbox, Message, PendingUpdate, Reaction
from messaging.transports import base
from messaging.transports.base import Accepted, Identity, Receipt
from tests.factories import BY, a_template, an_upload, from_customer

pytestmark = pytest.mark.django_db
PHONE = Identity("phone", "447700900123")


@pytest.fixture
def sent(inbox: Inbox) -> Message:
    """An answer that the provider took."""
    message = send_message(from_customer(inbox).conversation, Draft(author=None, content="Hello"), by=BY)
    mark_sending(message, by=BY)
    mark_sent(message, Accepted("wamid.A"), by=BY)
    return message


def refuse(message: Message, code: str, **fields: Any) -> None:
    error = {"code": code, "title": "t", "detail": "d", "action": "a"}
    given = {"at": timezone.now(), "error": error, **fields}
    apply_receipts(message.inbox, [Receipt(message.inbox.route, "wamid.A", "failed", **given)], by=BY)


def window_is_open(message: Message) -> bool:
    message.conversation.refresh_from_db()
    return message.conversation.window_closes_at > timezone.now()


def test_the_provider_says_that_the_window_is_closed(sent: Message) -> None:
    refuse(sent, "131047")
    assert not window_is_open(sent)
    sent.refresh_from_db()
    assert sent.status == "failed"


def test_a_late_word_about_the_window_does_not_close_it_again(sent: Message, inbox: Inbox) -> None:
    reported = timezone.now()
    from_customer(inbox, sent_at=reported + timedelta(seconds=1))
    refuse(sent, "131047", at=reported - timedelta(minutes=1))
    assert window_is_open(sent)


def test_somebody_who_wants_no_marketing(sent: Message) -> None:
    refuse(sent, "131050")
    assert sent.conversation.contact.marketing == ""
    assert Contact.objects.get().marketing == "stop"


def test_a_clock_that_is_ahead_does_not_outlive_what_the_customer_says(sent: Message) -> None:
    refuse(sent, "131050", at=timezone.now() + timedelta(days=9000))
    set_marketing_consent(sent.conversation.contact, wants=True, at=timezone.now(), by=BY)
    assert Contact.objects.get().marketing == "resume"


@pytest.mark.parametrize(("code", "health"), [("190", "paused"), ("131042", "warning"), ("131026", "ok")])
def test_a_refusal_of_the_inbox_itself(sent: Message, inbox: Inbox, code: str, health: str) -> None:
    refuse(sent, code)
    inbox.refresh_from_db()
    assert inbox.health == health


def test_what_receipts_tell_is_over_when_such_a_message_arrives(sent: Message, inbox: Inbox) -> None:
    """Not when one is accepted: these are accepted, and fail then."""

    def health() -> str:
        inbox.refresh_from_db()
        return inbox.health

    def arrived(message: Message) -> str:
        apply_receipts(
            inbox, [Receipt(inbox.route, "", "delivered", callback_data=str(message.client_id))], by=BY
        )
        return health()

    refuse(sent, "131042")
    assert health() == "warning"
    assert not mark_healthy(inbox, by=BY)
    assert arrived(sent) == "warning"  # of before
    a_template(inbox)
    of_template = Draft(author=None, template=TemplateChoice("go_on", "en", {"body.1": "Ann"}))
    assert arrived(send_message(sent.conversation, of_template, by=BY)) == "warning"
    assert arrived(send_message(sent.conversation, Draft(author=None, content="Again"), by=BY)) == "ok"


def test_a_provider_that_counts_whole_seconds_is_believed(sent: Message, inbox: Inbox) -> None:
    Inbox.objects.update(health_since=timezone.now())
    inbox.refresh_from_db()
    refuse(sent, "131042", at=timezone.now().replace(microsecond=0))
    inbox.refresh_from_db()
    assert inbox.health == "warning"


def test_a_file_that_was_refused_late_is_given_anew_with_the_next_try(inbox: Inbox) -> None:
    upload = an_upload(inbox, size=14, uploaded_id="77")
    message = send_message(from_customer(inbox).conversation, Draft(author=None, media=upload.pk), by=BY)
    mark_sending(message, by=BY)
    mark_sent(message, Accepted("wamid.A"), by=BY)
    refuse(message, "131053")
    assert message.attachments.get().uploaded_id == ""


def test_a_problem_that_was_over_before_is_none_now(sent: Message, inbox: Inbox) -> None:
    Inbox.objects.update(health_since=timezone.now())
    sent.inbox.refresh_from_db()
    refuse(sent, "190", at=timezone.now() - timedelta(minutes=5))
    inbox.refresh_from_db()
    assert inbox.health == "ok"


def test_a_receipt_tells_who_somebody_is(sent: Message, inbox: Inbox) -> None:
    bsuid = Identity("bsuid", "GB.1")
    stranger = from_customer(inbox, identities=(bsuid,)).conversation
    receipt = Receipt(inbox.route, "wamid.A", "sent", identities=(bsuid, PHONE))
    apply_receipts(inbox, [receipt], by=BY)
    stranger.refresh_from_db()
    assert stranger.contact == Contact.objects.get()
    assert stranger.contact.addresses.count() == 2


# --- edits --------------------------------------------------------------------------------------


def edited(message: Message, *, who: Identity = PHONE, by_us: bool = False) -> bool:
    now = timezone.now()
    name = message.external_id or ""
    edit = base.Edit(message.inbox.route, "e", (who,), name, "text", "x", now, by_us=by_us)
    return bool(apply_edits_and_deletions(message.inbox, [edit], by=BY))


def test_everybody_changes_their_own_messages_only(sent: Message, inbox: Inbox) -> None:
    theirs, stranger = from_customer(inbox), Identity("phone", "33600000000")
    from_customer(inbox, identities=(stranger,))
    sent.refresh_from_db()
    assert not edited(sent)
    assert not edited(theirs, by_us=True)
    assert not edited(theirs, who=stranger)
    assert edited(sent, by_us=True)
    assert edited(theirs)


def test_whoever_is_unknown_and_changes_a_message_is_its_author(inbox: Inbox) -> None:
    theirs, bsuid = from_customer(inbox), Identity("bsuid", "GB.1")
    assert edited(theirs, who=bsuid)
    assert Contact.objects.get().addresses.count() == 2


# --- waiting ------------------------------------------------------------------------------------


def receipt(name: str = "wamid.B", status: Any = "read") -> Receipt:
    return Receipt("1", name, status, timezone.now())


def test_what_crossed_its_message_on_the_way_is_applied_by_the_schedule(sent: Message, inbox: Inbox) -> None:
    """Two transactions at once do not see each other: one stored the message, the other kept the update."""
    keep_pending_updates(inbox, [receipt("wamid.A")])
    Reaction.objects.create(
        inbox=inbox,
        target_external_id="wamid.A",
        by="contact",
        contact=sent.conversation.contact,
        emoji="👍",
    )
    assert pending_expiry.expire_pending_updates(by=BY) == 0
    sent.refresh_from_db()
    assert sent.status == "read"
    assert sent.reactions.get().emoji == "👍"
    assert not PendingUpdate.objects.exists()


def test_what_nobody_asks_for_is_forgotten(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_expiry, "MAX_PENDING", 3)
    apply_receipts(inbox, [receipt(f"wamid.{place}") for place in range(5)], by=BY)
    old = timezone.now() - timedelta(days=31)
    apply_reactions(inbox, [base.Reaction(inbox.route, "r", (PHONE,), "wamid.x", "👍", old)], by=BY)
    assert pending_expiry.expire_pending_updates(by=BY) == 3
    assert set(PendingUpdate.objects.values_list("external_id", flat=True)) == {
        f"wamid.{one}" for one in (2, 3, 4)
    }
    PendingUpdate.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert pending_expiry.expire_pending_updates(by=BY) == 3


def test_the_same_update_waits_once(inbox: Inbox) -> None:
    reported = receipt()
    for _ in range(2):
        apply_receipts(inbox, [reported, reported], by=BY)
    assert PendingUpdate.objects.count() == 1


def test_an_update_that_names_nothing_does_not_wait(inbox: Inbox) -> None:
    apply_receipts(inbox, [receipt("")], by=BY)
    assert not PendingUpdate.objects.exists()


def test_a_refusal_that_waited_has_its_effects(inbox: Inbox) -> None:
    message = send_to(inbox, PHONE, Draft(author=None, content="Hello"), by=BY)
    mark_sending(message, by=BY)
    refuse(message, "131050")
    assert Contact.objects.get().marketing == ""
    mark_sent(message, Accepted("wamid.A"), by=BY)
    message.refresh_from_db()
    assert (message.status, Contact.objects.get().marketing) == ("failed", "stop")
