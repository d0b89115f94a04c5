"""The demo's conversations: complete, believable in time, and nobody's real number."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from messaging import transports
from messaging.management.demo.messages import Status, _error, _status, quotes
from messaging.management.demo.templates import template_row
from messaging.models import Contact, Conversation
from messaging.transports.payload.summaries import summarize
from messaging.transports.phone_numbers import is_bsuid
from messaging.transports.whatsapp_cloud.errors import entry
from simulator.demo import templates
from simulator.demo.payloads import bsuid_of, inbound_item, phone_digits
from simulator.demo.scripts import CHOICES, Line, Script, _script, duration, read_scripts

# Ranges that regulators keep for fiction (UK, US, Australia, Ireland, Germany, France),
# and numbers of zeros where a country has none.
FICTIONAL = re.compile(
    r"\+44 7700 900\d{3}"
    r"|\+1 \d{3} 555 01\d\d"
    r"|\+61 491 570 15[6-9]"
    r"|\+353 20 91\d \d{4}"
    r"|\+49 171 39200\d\d"
    r"|\+33 6 39 98 \d\d \d\d"
    r"|\+\d{2,3} (00|000|0000|00000) [0 ]+\d{2}(\d\d)?"
)
DAY = timedelta(days=1)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ALL = read_scripts()


def names(chosen: list[Script]) -> list[str]:
    return [script.name for script in chosen]


def last_inbound(script: Script) -> timedelta:
    return min(line.age for line in script.lines if line.direction == "inbound")


def marks() -> Counter[str]:
    return Counter(line.mark for script in ALL for line in script.lines if line.mark)


def test_about_fifty_conversations_with_two_long_ones() -> None:
    lengths = sorted(len(script.lines) for script in ALL)
    assert 45 <= len(ALL) <= 55
    assert all(1 <= length <= 25 for length in lengths[:-2])
    assert all(100 < length <= 130 for length in lengths[-2:])


def test_many_languages_english_mostly() -> None:
    languages = Counter(script.language for script in ALL)
    assert set(languages) == {"en", "es", "pt", "de", "fr", "ar", "he", "hi", "ja", "tr", "pl"}
    assert languages.most_common(1)[0][0] == "en"
    assert min(languages.values()) >= 2


def test_every_state_and_every_kind_of_assignee() -> None:
    assert {script.status for script in ALL} == {"open", "pending", "resolved", "snoozed"}
    assert {script.assignee for script in ALL} == {"demo", "mia", "jonas", ""}
    assert all((script.snoozed is not None) == (script.status == "snoozed") for script in ALL)


def test_one_person_has_at_most_one_conversation_that_is_not_resolved() -> None:
    going_on = Counter(script.person for script in ALL if script.status != "resolved")
    assert max(going_on.values()) == 1
    assert len({script.person for script in ALL}) == len(ALL) - 1, "one customer came back"


def test_ages_run_from_three_minutes_to_three_weeks() -> None:
    assert min(script.lines[-1].age for script in ALL) == timedelta(minutes=3)
    oldest = max(script.lines[0].age for script in ALL)
    assert timedelta(days=20) < oldest <= timedelta(days=21)


def test_messages_are_strictly_ordered_and_have_authors(subtests: pytest.Subtests) -> None:
    for script in ALL:
        with subtests.test(script.lines[0].text[:20]):
            assert all(
                earlier.age - later.age >= timedelta(seconds=5) for earlier, later in pairwise(script.lines)
            )
            assert script.lines[0].direction == "inbound", "a customer begins"
            for line in script.lines:
                assert bool(line.author) == (line.direction == "outbound")
                assert line.author in {"", "demo", "mia", "jonas"}


def test_every_message_has_something_to_read() -> None:
    for script in ALL:
        for line in script.lines:
            _, content = summarize(inbound_item(script, line, "wamid.1", NEW_YEAR))
            assert (content if line.direction == "inbound" else line.text).strip()


def test_unread_messages_are_the_last_ones_of_the_customer() -> None:
    waiting = [script for script in ALL if script.unread]
    assert len(waiting) >= 8
    for script in waiting:
        assert all(line.direction == "inbound" for line in script.lines[-script.unread :])


def test_windows_open_and_closed() -> None:
    open_ones = [script for script in ALL if last_inbound(script) < DAY]
    assert 20 <= len(open_ones) < len(ALL) - 10
    closing = [script for script in ALL if timedelta(hours=20) < last_inbound(script) < DAY]
    assert names(closing) == ["Isla Murray"], "one window that is about to close"
    waiting_too_long = [script for script in ALL if script.status == "open" and last_inbound(script) > DAY]
    assert waiting_too_long


def test_every_kind_of_message_is_there() -> None:
    words = {line.word for script in ALL for line in script.lines if line.direction == "inbound"}
    assert words >= {"image", "video", "voice", "document", "sticker", "location", "contact", "order", "tap"}
    assert words >= {"edited", "deleted", "forwarded", "ad", "unsupported"}
    ours = {line.word for script in ALL for line in script.lines if line.direction == "outbound"}
    assert ours >= {"image", "quote", "phone", "held", "failed", "unconfirmed", "order_ready", "order_update"}


def test_each_failure_is_there_once() -> None:
    assert [count for mark, count in marks().items() if mark in {"failed 131026", "unconfirmed"}] == [1, 1]


def test_quotes_and_taps_point_at_what_they_answer() -> None:
    robin = next(script for script in ALL if script.name == "Robin Ashworth")
    answered = {
        line.word: robin.lines[quoted].word
        for index, line in enumerate(robin.lines)
        if (quoted := quotes(robin.lines, index)) is not None
    }
    assert answered == {"quote": "image", "tap": "order_ready"}


def test_a_reaction_hangs_on_the_message_above() -> None:
    given = [(line.direction, line.reaction) for script in ALL for line in script.lines if line.reaction]
    assert given == [("outbound", "👍"), ("inbound", "❤️")]


def test_every_template_can_be_filled_or_says_why_not(subtests: pytest.Subtests) -> None:
    for template in templates.TEMPLATES:
        with subtests.test(template.name):
            transport = transports.get("whatsapp_cloud")
            why = transport.unsendable(template_row(template))
            assert bool(why) == (template.status != "APPROVED")
            if why:
                continue
            values = {blank.key: blank.example or "1" for blank in transport.blanks(template_row(template))}
            assert transport.fill(template_row(template), values).content


def test_the_failed_message_says_why_as_the_catalogue_does() -> None:
    error = _error("failed 131026")
    assert error is not None
    assert (error["code"], error["title"]) == ("131026", entry("131026").title)
    assert error["action"]


def test_one_customer_is_known_by_bsuid_and_username_only() -> None:
    hidden = [script for script in ALL if not script.phone]
    assert names(hidden) == ["Joana Ribeiro"]
    assert is_bsuid(hidden[0].bsuid)
    assert hidden[0].username


def test_everybody_has_one_bsuid_of_the_right_form() -> None:
    ids = {script.person: bsuid_of(script) for script in ALL}
    assert all(map(is_bsuid, ids.values()))
    assert len(set(ids.values())) == len(ids)


def test_phone_numbers_are_fictional() -> None:
    real = [script.phone for script in ALL if script.phone and not FICTIONAL.fullmatch(script.phone)]
    assert real == []
    assert all(8 <= len(phone_digits(script)) <= 15 for script in ALL if script.phone)


def test_reading_twice_gives_the_same() -> None:
    assert read_scripts() == ALL


def test_durations(subtests: pytest.Subtests) -> None:
    for text, expected in [
        ("3m", timedelta(minutes=3)),
        ("1d 3h 20m", timedelta(days=1, hours=3, minutes=20)),
        ("20d 6h", timedelta(days=20, hours=6)),
    ]:
        with subtests.test(text=text, expected=expected):
            assert duration(text) == expected


def test_a_wrong_duration_is_refused(subtests: pytest.Subtests) -> None:
    for text in ["", "soon", "3", "3m and a bit", "3w"]:
        with subtests.test(text=text), pytest.raises(ValueError, match="not a duration"):
            duration(text)


def test_a_line_that_is_none_is_refused() -> None:
    block = "Ann\nlanguage: en\nstatus: open\nassignee: none\nlast: 3m\n\nHello?\n"
    with pytest.raises(ValueError, match="Hello"):
        _script(block)


def test_a_value_that_the_model_does_not_know_is_refused(subtests: pytest.Subtests) -> None:
    for field, value in [("status", "closed"), ("priority", "hight"), ("marketing", "stopped")]:
        with subtests.test(field=field, value=value):
            fields = {"language": "en", "status": "open", "assignee": "none", "last": "3m", field: value}
            header = "\n".join(f"{name}: {text}" for name, text in fields.items())
            with pytest.raises(ValueError, match=f"not a {field}: '{value}'"):
                _script(f"Ann\n{header}\n\n> Hello?\n")


def test_whoever_wrote_again_has_read_what_we_said() -> None:
    ours = Line("outbound", "Yes.", timedelta(minutes=5), author="mia")
    theirs = Line("inbound", "Thanks", timedelta(minutes=4))
    assert _status([ours, theirs], 0) == Status.READ
    assert _status([ours], 0) == Status.DELIVERED
    assert _status([Line("outbound", "Yes.", timedelta(minutes=5), "mia", "unconfirmed"), theirs], 0) == (
        Status.UNCONFIRMED
    )


def test_the_scripts_know_the_choices_of_the_models() -> None:
    assert {name: list(values) for name, values in CHOICES.items()} == {
        "status": Conversation.Status.values,
        "priority": Conversation.Priority.values,
        "marketing": Contact.Marketing.values,
    }
