"""A merge that is taken back: everything is where it belongs, whatever was written meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.actions.contact import (
    add_contact_note,
    block_contact,
    merge_contacts,
    set_marketing_consent,
    unmerge_contacts,
)
from messaging.actions.contact.contacts import rename_contact
from messaging.actions.conversation import (
    NoteDraft,
    add_note,
    mark_seen,
    set_conversation_status,
    waiting_of,
)
from messaging.actions.conversation.conversations import set_labels
from messaging.actions.core import window_after
from messaging.actions.inbound import echoes, messages
from messaging.actions.outgoing import Draft, send_message, send_to, sending
from messaging.actions.updates import delivery_results
from messaging.actions.updates.reactions import apply_reactions
from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError
from messaging.models import (
    Activity,
    Address,
    Agent,
    Contact,
    ContactMerge,
    ContactNote,
    ContactSearchEntry,
    Conversation,
    Inbox,
    Label,
    Message,
    Reaction,
)
from messaging.queries import unread_count
from messaging.search import Scope, matching_contacts
from messaging.transports import base
from messaging.transports.base import Accepted, Identity
from tests.factories import BY, an_agent, an_inbox, close_window, from_customer

pytestmark = pytest.mark.django_db
ANN, BEN = "447700900123", "447700900456"
BEN_ID = Identity("bsuid", "GB.7")


def sent(conversation: Conversation, content: str = "Hello") -> Message:
    message = send_message(conversation, Draft(author=None, content=content), by=BY)
    delivery_results.mark_sent(message, Accepted(f"wamid.{uuid.uuid4()}"), by=BY)
    message.refresh_from_db()
    return message


def echoed(inbox: Inbox, phone: str) -> Message:
    """What a colleague wrote on the business's own phone."""
    item = base.Echo(inbox.route, f"wamid.{uuid.uuid4()}", (Identity("phone", phone),), "text", f"To {phone}")
    (stored,) = echoes.receive_echoes(inbox, [echoes.ReceivedEcho(item)], by=BY)
    return Message.objects.get(pk=stored.pk)


def running(inbox: Inbox, phone: str) -> Conversation:
    """The conversation in which this customer's next message will stand."""
    contact = Address.objects.get(value=phone).contact
    return Conversation.objects.unresolved().get(inbox=inbox, contact=contact)


def taken_back(by: Actor = BY) -> tuple[Contact, Contact]:
    """Ann and Ben after the newest merge is taken back."""
    unmerge_contacts(ContactMerge.objects.latest("pk"), by=by)
    return tuple(Address.objects.get(value=phone).contact for phone in (ANN, BEN))  # type: ignore[return-value]


@pytest.fixture
def two(inbox: Inbox) -> tuple[Conversation, Conversation]:
    ann = from_customer(inbox, "I am Ann", phone=ANN, name="Ann").conversation
    ben = from_customer(inbox, "I am Ben", phone=BEN, name="Ben").conversation
    return ann, ben


def merged(two: tuple[Conversation, Conversation], by: Actor = BY) -> Contact:
    return merge_contacts(two[0].contact, two[1].contact, by=by)


# --- the property -------------------------------------------------------------------------------

PEOPLE = st.sampled_from([ANN, BEN])
STEP = st.one_of(
    st.tuples(st.just("write"), PEOPLE, st.sampled_from([0, 1])),
    st.tuples(st.just("answer"), PEOPLE, st.sampled_from([0, 1])),
    st.tuples(st.just("echo"), PEOPLE, st.sampled_from([0, 1])),
    st.tuples(st.just("resolve"), PEOPLE, st.sampled_from([0, 1])),
    st.tuples(st.just("see"), PEOPLE, st.sampled_from([0, 1])),
    st.tuples(st.just("note"), PEOPLE, st.sampled_from([0, 1])),
    st.tuples(st.just("learn"), st.just(BEN), st.sampled_from([0, 1])),
)


def take(step: tuple[str, str, int], inboxes: list[Inbox], agent: Agent) -> None:
    verb, phone, place = step
    inbox = inboxes[place]
    if verb in {"write", "learn"}:
        names = (Identity("phone", phone), *([BEN_ID] if verb == "learn" else []))
        if verb == "learn" and Address.objects.filter(value=BEN_ID.value).exists():
            names = (BEN_ID,)
        from_customer(inbox, "x", identities=names, name="")
        return
    if verb == "echo":
        echoed(inbox, phone)
        return
    contact = Address.objects.get(value=phone).contact
    conversation = Conversation.objects.unresolved().filter(inbox=inbox, contact=contact).first()
    if conversation is None:
        return
    if verb == "answer":
        sent(conversation)
    elif verb == "resolve":
        set_conversation_status(conversation, "resolved", by=BY)
    elif verb == "see":
        mark_seen(conversation, by=BY)
    else:
        add_note(conversation, NoteDraft(agent, "A note"), by=BY)


def side_of(message: Message) -> str:
    """Over which of the two's addresses it came or went."""
    if message.origin == "phone":
        return message.content.removeprefix("To ")
    written = message.sender if message.direction == "inbound" else message.receiver
    return BEN if written in {f"+{BEN}", BEN_ID.value} else ANN


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(before=st.lists(STEP, max_size=6), after=st.lists(STEP, max_size=8))
def test_every_message_is_where_it_belongs(before: list[Any], after: list[Any]) -> None:
    with transaction.atomic():
        check_that_all_is_where_it_belongs(before, after)
        transaction.set_rollback(True)


def check_that_all_is_where_it_belongs(before: list[Any], after: list[Any]) -> None:
    agent, inboxes = an_agent(), [an_inbox(), an_inbox()]
    for phone in (ANN, BEN):
        from_customer(inboxes[0], "first", phone=phone, name=phone)
    for step in before:
        take(step, inboxes, agent)
    first, second = (Address.objects.get(value=phone).contact for phone in (ANN, BEN))
    owned = dict(Conversation.objects.values_list("pk", "contact"))
    there = dict(Message.objects.exclude(kind="system").values_list("pk", "conversation"))
    unresolved = set(Conversation.objects.unresolved().values_list("pk", flat=True))
    merge_contacts(first, second, by=BY)
    for step in after:
        take(step, inboxes, agent)
    count = Message.objects.count()

    unmerge_contacts(ContactMerge.objects.get(), by=BY)

    assert set(Contact.objects.values_list("pk", "name")) == {(first.pk, ANN), (second.pk, BEN)}
    assert Message.objects.count() == count
    assert owned.items() <= dict(Conversation.objects.values_list("pk", "contact")).items()
    check_messages({first.pk: ANN, second.pk: BEN}, there)
    check_columns()
    if not after:
        assert set(Conversation.objects.unresolved().values_list("pk", flat=True)) == unresolved


def check_messages(phones: dict[int, str], there: dict[int, int]) -> None:
    """What was there has not moved; what came since is with whoever has the address."""
    for message in Message.objects.exclude(direction="note").select_related("conversation"):
        assert message.conversation_id == there.get(message.pk, message.conversation_id)
        assert phones[message.conversation.contact_id] == side_of(message), message


def check_columns() -> None:
    for one in Conversation.objects.all():
        lines = one.messages.thread().exclude(direction="note")
        assert one.last_message == lines.order_by("-timestamp", "-pk").first()
        assert one.unread == unread_count(one, one.seen_up_to)
        assert one.waiting_since == waiting_of([one])[one.pk]
        theirs = Message.objects.inbound().filter(conversation__contact=one.contact_id, inbox=one.inbox_id)
        windows = [window_after(message) for message in theirs]
        if one.status != "resolved":
            assert one.window_closes_at == max(windows, default=None)
        elif one.window_closes_at is not None:
            assert one.window_closes_at in windows


# --- one at a time ------------------------------------------------------------------------------


def test_both_go_on_as_before_and_new_messages_are_with_whom_wrote_them(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    ann, ben = two
    merged(two)
    from_customer(inbox, "Ann again", phone=ANN)
    from_customer(inbox, "Ben again", phone=BEN)
    kept, back = taken_back()
    assert (kept.pk, back.pk, kept.name, back.name) == (ann.contact_id, ben.contact_id, "Ann", "Ben")
    for conversation, contact, name in ((ann, kept, "Ann"), (ben, back, "Ben")):
        conversation.refresh_from_db()
        assert (conversation.contact, conversation.status, conversation.unread) == (contact, "open", 2)
        assert conversation.waiting_since == conversation.messages.inbound().earliest("timestamp").timestamp
        assert [one.content for one in conversation.messages.inbound().order_by("pk")] == [
            f"I am {name}",
            f"{name} again",
        ]


def test_who_took_it_back_stands_in_both_histories(two: tuple[Conversation, Conversation]) -> None:
    agent = an_agent("admin", first_name="Sam")
    merged(two, by=Actor.agent(agent))
    taken_back(by=Actor.agent(agent))
    rows = Activity.objects.filter(verb="contact_unmerged").order_by("conversation_id")
    assert [(one.conversation, one.by_id, one.after) for one in rows] == [
        (two[0], agent.pk, "Ben"),
        (two[1], agent.pk, "Ann"),
    ]
    merge = ContactMerge.objects.get()
    assert (merge.by["id"], merge.undone_by["id"], merge.undone_at is None) == (agent.pk, agent.pk, False)
    assert Activity.objects.filter(verb="contact_merged", before="Ben", by_id=agent.pk).count() == 1


def test_what_was_taken_over_is_given_back(agent: Agent, two: tuple[Conversation, Conversation]) -> None:
    ended, goes_on = two
    label, other = (Label.objects.create(name=name) for name in ("vip", "late"))
    set_labels(ended, [label], by=BY)
    set_labels(goes_on, [other], by=BY)
    Conversation.objects.filter(pk=ended.pk).update(assignee=agent, priority="urgent")
    merged(two)
    goes_on.refresh_from_db()
    assert (goes_on.assignee, goes_on.priority, goes_on.labels.count()) == (agent, "urgent", 2)
    taken_back()
    for one in two:
        one.refresh_from_db()
    assert (goes_on.assignee, goes_on.priority, list(goes_on.labels.all())) == (None, "normal", [other])
    assert (ended.assignee, ended.priority, list(ended.labels.all())) == (agent, "urgent", [label])


@pytest.mark.parametrize("since", [False, True], ids=["as it was", "another one since"])
def test_who_else_answers_one_of_them_does_not_answer_the_other(
    since: bool, two: tuple[Conversation, Conversation]
) -> None:
    ended, goes_on = two
    at = timezone.now()
    Conversation.objects.filter(pk=ended.pk).update(answered_by="Meta's Business Agent", answered_by_at=at)
    merged(two)
    goes_on.refresh_from_db()
    assert (goes_on.answered_by, goes_on.answered_by_at) == ("Meta's Business Agent", at)
    if since:
        Conversation.objects.filter(pk=goes_on.pk).update(answered_by="Somebody", answered_by_at=at)
    taken_back()
    for one in two:
        one.refresh_from_db()
    assert (ended.answered_by, ended.answered_by_at) == ("Meta's Business Agent", at)
    assert (goes_on.answered_by, goes_on.answered_by_at) == (("Somebody", at) if since else (None, None))


def test_what_somebody_changed_since_stays(two: tuple[Conversation, Conversation]) -> None:
    kept = merged(two)
    rename_contact(kept, "Anna", by=BY)
    block_contact(kept, blocked=True, by=BY)
    kept, back = taken_back()
    assert (kept.name, kept.blocked, back.name, back.blocked) == ("Anna", True, "Ben", True)


def test_who_wants_no_marketing_gets_none_whatever_the_other_one_said(
    two: tuple[Conversation, Conversation],
) -> None:
    ann, at = two[0].contact, timezone.now()
    set_marketing_consent(ann, wants=False, at=at, by=BY)
    kept = merged(two)
    set_marketing_consent(kept, wants=True, at=at + timedelta(minutes=1), by=BY)
    kept, back = taken_back()
    assert (kept.marketing, kept.marketing_at, back.marketing) == ("stop", at, "")


def test_a_username_is_of_who_had_it(inbox: Inbox, two: tuple[Conversation, Conversation]) -> None:
    """Nobody here can have changed it: the one that came since may be the other one's."""
    from_customer(inbox, phone=ANN, username="ann")
    merged(two)
    from_customer(inbox, phone=BEN, username="ben")
    kept, back = taken_back()
    assert (kept.username, back.username) == ("ann", "")


def test_what_came_with_one_does_not_stay_when_another_one_leaves(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    ann, ben = two
    from_customer(inbox, phone=BEN, username="ben")
    set_marketing_consent(ben.contact, wants=False, at=timezone.now(), by=BY)
    kept = merged(two)
    cay = from_customer(inbox, "I am Cay", phone="447700900789", name="Cay").conversation
    merge_contacts(kept, cay.contact, by=BY)
    for merge in ContactMerge.objects.order_by("pk"):
        unmerge_contacts(merge, by=BY)
    fields = dict.fromkeys([ann.contact_id, cay.contact_id], ("", "")) | {ben.contact_id: ("ben", "stop")}
    assert {one.pk: (one.username, one.marketing) for one in Contact.objects.all()} == fields


def test_notes_and_reactions_are_of_who_had_them(
    inbox: Inbox, agent: Agent, two: tuple[Conversation, Conversation]
) -> None:
    for conversation, words in zip(two, ("of Ann", "of Ben"), strict=True):
        add_contact_note(conversation.contact, words, author=agent, client_id=uuid.uuid4(), by=BY)
    answer = sent(two[1])
    at = timezone.now()
    reaction = base.Reaction(inbox.route, "r", (Identity("phone", BEN),), answer.external_id or "", "👍", at)
    apply_reactions(inbox, [reaction], by=BY)
    kept = merged(two)
    add_contact_note(kept, "since then", author=agent, client_id=uuid.uuid4(), by=BY)
    kept, back = taken_back()
    assert [one.content for one in ContactNote.objects.filter(contact=back)] == ["of Ben"]
    assert ContactNote.objects.filter(contact=kept).count() == 2
    assert Reaction.objects.get().contact == back


def test_an_answer_to_the_one_is_not_with_the_other(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    merged(two)
    from_customer(inbox, "Ben again", phone=BEN)
    answer = sent(running(inbox, BEN), "For Ben")
    assert answer.receiver == f"+{BEN}"
    _, back = taken_back()
    answer.refresh_from_db()
    assert answer.conversation.contact == back
    assert answer.conversation.last_reply_at == answer.timestamp
    assert answer.conversation.waiting_since is None


def test_what_a_colleague_wrote_on_a_phone_is_with_whom_they_wrote_to(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    """Whichever address of the two was seen last."""
    merged(two)
    lines = [echoed(inbox, phone) for phone in (ANN, BEN)]
    assert [one.receiver for one in lines] == [f"+{ANN}", f"+{BEN}"]
    people = taken_back()
    for line, contact in zip(lines, people, strict=True):
        line.refresh_from_db()
        assert line.conversation.contact == contact


def test_the_window_that_the_other_one_opened_closes(two: tuple[Conversation, Conversation]) -> None:
    """Also where no conversation was ended, nor anything written since."""
    ann, ben = two
    close_window(ann)
    set_conversation_status(ben, "resolved", by=BY)
    merged(two)
    ann.refresh_from_db()
    assert ann.window_closes_at == ben.window_closes_at
    taken_back()
    for one in two:
        one.refresh_from_db()
    assert ann.window_closes_at == window_after(ann.messages.inbound().get()) < timezone.now()
    assert (ben.window_closes_at or timezone.now()) > timezone.now()


def test_while_one_is_being_sent_nothing_is_taken_apart(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    ann, _ = two
    Conversation.objects.filter(pk=ann.pk).update(last_activity_at=timezone.now() + timedelta(hours=1))
    merged(two)
    from_customer(inbox, "Ben again", phone=BEN)
    send_message(running(inbox, BEN), Draft(author=None, content="Hello"), by=BY)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        taken_back()
    assert refused.value.code == "being_sent"
    assert ContactMerge.objects.get().undone_at is None


def test_a_merge_is_taken_back_once(two: tuple[Conversation, Conversation]) -> None:
    merged(two)
    taken_back()
    with pytest.raises(ConsoleError) as refused:
        taken_back()
    assert refused.value.code == "already_unmerged"


def test_two_merges_are_taken_back_in_any_order(inbox: Inbox, two: tuple[Conversation, Conversation]) -> None:
    ann, ben = two
    cay = from_customer(inbox, "I am Cay", phone="447700900789", name="Cay").conversation
    # Ben is merged into Ann, and both into Cay.
    merge_contacts(ann.contact, ben.contact, by=BY)
    merge_contacts(cay.contact, ann.contact, by=BY)
    first, second = ContactMerge.objects.order_by("pk")
    assert first.contact_id == second.contact_id == cay.contact_id
    from_customer(inbox, "Ben again", phone=BEN)
    unmerge_contacts(first, by=BY)
    ben.refresh_from_db()
    assert (ben.contact_id, ben.messages.inbound().count()) == (two[1].contact_id, 2)
    unmerge_contacts(second, by=BY)
    for one in (ann, cay):
        before = one.contact_id
        one.refresh_from_db()
        assert (one.contact_id, one.status) == (before, "open")
    assert Address.objects.filter(contact=ben.contact_id).count() == 1


def test_a_message_that_was_on_its_way_meanwhile_is_stored_anew(
    inbox: Inbox, two: tuple[Conversation, Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its customer was looked up before the merge was taken back, and the conversation locked after it."""
    monkeypatch.setattr(
        messages, "identify_contacts", lambda _, people: dict.fromkeys(people, two[0].contact)
    )
    item = base.InboundMessage(inbox.route, "wamid.late", (Identity("phone", BEN),), "text", "Hi")
    with pytest.raises(IntegrityError), transaction.atomic():
        messages.receive_messages(inbox, [messages.ReceivedMessage(item)], by=BY)
    monkeypatch.undo()
    messages.receive_messages(inbox, [messages.ReceivedMessage(item)], by=BY)
    assert Message.objects.get(external_id="wamid.late").conversation == two[1]


@pytest.mark.parametrize("known", [True, False], ids=["a conversation", "none yet"])
def test_what_a_colleague_wrote_meanwhile_is_stored_anew(
    known: bool, two: tuple[Conversation, Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = two[0].inbox if known else an_inbox()
    monkeypatch.setattr(echoes, "identify_contacts", lambda _, people: dict.fromkeys(people, two[0].contact))
    with pytest.raises(IntegrityError), transaction.atomic():
        echoed(inbox, BEN)
    monkeypatch.undo()
    assert echoed(inbox, BEN).conversation.contact == two[1].contact


def test_what_is_sent_to_a_number_meanwhile_goes_to_nobody_else(
    inbox: Inbox, two: tuple[Conversation, Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, to = Draft(author=None, content="For Ben"), Identity("phone", BEN)
    monkeypatch.setattr(sending, "identify_contact", lambda *_: two[0].contact)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        send_to(inbox, to, draft, by=BY)
    assert refused.value.code == "changed_meanwhile"
    monkeypatch.undo()
    assert send_to(inbox, to, draft, by=BY).conversation == two[1]


@pytest.mark.engine("postgresql")
def test_conversations_are_locked_before_addresses(two: tuple[Conversation, Conversation]) -> None:
    """As by who writes, who moves to another number and a merge; else two of them wait for each other."""
    merged(two)
    with CaptureQueriesContext(connection) as done:
        taken_back()
    locks = [one["sql"] for one in done if "FOR NO KEY UPDATE" in one["sql"]]
    tables = [sql.split(' FROM "')[1].split('"')[0] for sql in locks]
    assert tables[:2] == ["messaging_conversation", "messaging_address"]


@pytest.mark.parametrize("find", ["Ann", "Ben"])
def test_each_is_found_where_they_write(find: Callable[..., Any], inbox: Inbox) -> None:
    elsewhere = an_inbox()
    from_customer(inbox, phone=ANN, name="Ann")
    from_customer(elsewhere, phone=BEN, name="Ben")
    merge_contacts(*(Address.objects.get(value=phone).contact for phone in (ANN, BEN)), by=BY)
    kept, back = taken_back()
    pairs = set(ContactSearchEntry.objects.values_list("contact", "inbox"))
    assert pairs == {(kept.pk, inbox.pk), (back.pk, elsewhere.pk)}
    boss = an_agent("admin")
    found = matching_contacts(Contact.objects.all(), str(find), Scope.of(boss), narrowed=False)
    assert [one.name for one in found] == [find]
