"""What a search costs: `python -m benchmarks.search`, on SQLite, or with `postgresql` on a local PostgreSQL.

Fills an installation of its own with so many messages (`messages=1000000`; 20,000 when nothing is said, which takes
seconds), two years of them, in words as frequent as a language's are, some of them Chinese, Japanese and Arabic. Shows what the
index takes, what writing it adds to a message, and how long each kind of search takes: ids and order of a page, without
what REST reads besides.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks.installation import installation
from tests import servers

MESSAGES, MOST = 20_000, 1_000_000
# Of each inbox its part of the conversations, and how much stands in one.
INBOXES = (0.39, 0.25, 0.20, 0.08, 0.08)
PER_CONVERSATION, PER_CONTACT = 10, 1.67
VOCABULARY, TEXT_WORDS = 50_000, (3, 16)
DAYS = 730
ROWS_AT_ONCE = 2000
# Searches of each kind; batches of new messages.
ASKED, BATCHES, BATCH = 40, 30, 64
Asked = Callable[[], object]


def main() -> None:
    with contextlib.ExitStack() as stack:
        url = ""
        if "postgresql" in sys.argv[1:]:
            url = stack.enter_context(servers.database(stack.enter_context(servers.postgres())))
        stack.enter_context(installation(url))
        given = [one.partition("=")[2] for one in sys.argv[1:] if one.startswith("messages=")]
        count = min(int(given[0]) if given else MESSAGES, MOST)
        texts = Texts(random.Random(1))
        timed(f"filled with {count:,} messages", lambda: fill(count, texts))
        timed("index built (rebuild_search_index)", build)
        analyse()
        sizes(count)
        inserts(texts)
        searches(texts)


def timed(name: str, work: Asked) -> None:
    begun = time.monotonic()
    work()
    print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)


class Texts:
    """Lines of customers. The word of rank n is written 1/n as often as the first one."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.words = list(itertools.islice(invented("bcdfghklmnprstvwz", "aeiou", rng), VOCABULARY))
        self.arabic = list(itertools.islice(invented("بتحدرسشصطعفقكلمنه", "اوي", rng), VOCABULARY // 10))
        self.chinese = [chr(0x4E00 + n) for n in range(3000)]
        self.kana = [chr(code) for code in range(0x30A2, 0x30F0)]
        rng.shuffle(self.chinese)

    def line(self) -> str:
        """One line, in some script."""
        kind, length = self.rng.random(), self.rng.randint(*TEXT_WORDS)
        if kind < 0.06:
            return "".join(self.of(self.chinese, length * 2))
        if kind < 0.1:
            return "".join([*self.of(self.chinese, length), *self.of(self.kana, length)])
        if kind < 0.15:
            return " ".join(self.of(self.arabic, length))
        words = self.of(self.words, length)
        return " ".join(word.replace("e", "é", 1) if self.rng.random() < 0.05 else word for word in words)

    def of(self, words: list[str], count: int) -> list[str]:
        """Draw words by their rank."""
        # The inverse of the distribution's sum: exp of an even draw is as good as a table of weights.
        return [words[int(len(words) ** self.rng.random()) - 1] for _ in range(count)]

    def rank(self, rank: int) -> str:
        """Return a word of about this rank."""
        return self.words[min(len(self.words) - 1, int(rank * self.rng.uniform(0.8, 1.2)))]


def invented(consonants: str, vowels: str, rng: random.Random) -> Iterator[str]:
    """Yield words that differ, the short ones first as in a language."""
    seen: set[str] = set()
    for number in itertools.count():
        syllables = rng.choice((1, 2)) if number < 100 else rng.choice((2, 3, 3, 4))
        word = "".join(rng.choice(consonants) + rng.choice(vowels) for _ in range(syllables)) + rng.choice(
            consonants
        )
        if word not in seen:
            seen.add(word)
            yield word


# --- filling ------------------------------------------------------------------------------


def fill(count: int, texts: Texts) -> None:
    """Write inboxes, contacts, conversations and messages past the actions: these would take hours for a million."""
    from tests.factories import an_agent, an_inbox

    inboxes = [an_inbox() for _ in INBOXES]
    for inbox in inboxes:
        an_agent(inboxes=[inbox])
    conversations = add_conversations(max(1, count // PER_CONVERSATION), inboxes, texts)
    add_messages(count, conversations, texts)


def add_conversations(count: int, inboxes: list[Any], texts: Texts) -> list[Any]:
    from django.utils import timezone

    from messaging.models import Address, Contact, Conversation

    people = [
        Contact(name=f"{texts.rank(3000)} {texts.rank(9000)}".title())
        for _ in range(max(1, int(count / PER_CONTACT)))
    ]
    Contact.objects.bulk_create(people, batch_size=ROWS_AT_ONCE)
    numbers = [
        Address(contact=one, kind="phone", value=f"4477{place:08}") for place, one in enumerate(people)
    ]
    Address.objects.bulk_create(numbers, batch_size=ROWS_AT_ONCE)
    now, rng = timezone.now(), texts.rng
    rows = [
        Conversation(
            contact=people[place % len(people)],
            inbox=rng.choices(inboxes, INBOXES)[0],
            # Only one of a contact and inbox may go on.
            status="open" if place < len(people) and rng.random() < 0.2 else "resolved",
            last_activity_at=now - timedelta(days=rng.random() * DAYS),
        )
        for place in range(count)
    ]
    return Conversation.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def add_messages(count: int, conversations: list[Any], texts: Texts) -> None:
    from django.db import transaction
    from django.utils import timezone

    from messaging.models import Message

    now = timezone.now()
    for start in range(0, count, ROWS_AT_ONCE):
        with transaction.atomic():
            Message.objects.bulk_create(
                a_message(
                    texts, texts.rng.choice(conversations), now - timedelta(days=DAYS * (1 - place / count))
                )
                for place in range(start, min(count, start + ROWS_AT_ONCE))
            )


def a_message(texts: Texts, conversation: Any, at: Any) -> Any:
    from messaging.models import Message

    return Message(
        conversation=conversation,
        inbox_id=conversation.inbox_id,
        direction="inbound",
        status="received",
        sender="+447700900123",
        receiver="+15550001111",
        content=texts.line(),
        timestamp=at,
    )


def build() -> None:
    from django.core.management import call_command

    call_command("rebuild_search_index", verbosity=0)


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")


# --- what it takes ------------------------------------------------------------------------


def sizes(count: int) -> None:
    from django.db import connection

    sql = (
        "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname ~ 'searchentry|search$'"
        if connection.vendor == "postgresql"
        else "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'messaging\\_%search%' ESCAPE '\\' GROUP BY name"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = dict(cursor.fetchall())
    for name, size in sorted(found.items(), key=lambda one: -one[1])[:6]:
        print(f"  {name:45} {size / 2**20:8.1f} MB")
    print(
        f"  {'all of the index':45} {sum(found.values()) / 2**20:8.1f} MB, {sum(found.values()) / count:.0f} bytes a message"
    )


def inserts(texts: Texts) -> None:
    """New messages in batches as a busy inbox commits them, without the index and with it, in turns."""
    from messaging.models import Conversation
    from messaging.search.documents import of_message
    from messaging.search.writing import _text_of, _write_messages

    conversations = list(Conversation.objects.all()[:500])
    took: dict[str, list[float]] = {"without": [], "with": []}
    making: list[float] = []
    for _ in range(BATCHES):
        for name, times in took.items():
            rows, spent = one_batch(texts, conversations, _write_messages if name == "with" else None)
            times.append(spent)
            begun = time.perf_counter()
            for row in rows:
                of_message(_text_of(row))
            making.append(time.perf_counter() - begun)
    without, with_it, words = (
        statistics.median(one) / BATCH * 1e6 for one in (took["without"], took["with"], making)
    )
    print(
        f"a message in a batch of {BATCH}: {without:.0f} µs, with its entry {with_it:.0f} µs, of that its words {words:.0f} µs"
    )


def one_batch(
    texts: Texts, conversations: list[Any], write: Callable[[Any], None] | None
) -> tuple[list[Any], float]:
    from django.db import transaction
    from django.utils import timezone

    from messaging.models import Message
    from messaging.search.writing import _text_of

    rows = [a_message(texts, texts.rng.choice(conversations), timezone.now()) for _ in range(BATCH)]
    begun = time.perf_counter()
    with transaction.atomic():
        made = Message.objects.bulk_create(rows)
        if write is not None:
            write(map(_text_of, made))
    return made, time.perf_counter() - begun


# --- searching ----------------------------------------------------------------------------


def searches(texts: Texts) -> None:
    from messaging.models import Agent
    from messaging.search import Scope

    agents = list(Agent.objects.order_by("pk"))
    scopes = [
        ("all inboxes", Scope(None)),
        ("one of 39 %", Scope.of(agents[0])),
        ("one of 8 %", Scope.of(agents[-1])),
    ]
    print(f"\n{'ms, p50 / p95':28}" + "".join(f"{name:>18}" for name, _ in scopes))
    for kind, make in kinds(texts).items():
        found = [percentiles([make(scope) for _ in range(ASKED)]) for _, scope in scopes]
        print(f"{kind:28}" + "".join(f"{half:9.1f} / {most:6.1f}" for half, most in found), flush=True)


def percentiles(asked: list[Asked]) -> tuple[float, float]:
    took = []
    for ask in asked:
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(took, n=20)
    return cuts[9], cuts[18]


def kinds(texts: Texts) -> dict[str, Callable[[Any], Asked]]:
    """Return, by what it is called, what makes a search of this kind."""
    from messaging.models import Conversation
    from messaging.search import matching_conversations, search_contacts, search_messages

    def found(search: Callable[..., object], text: Callable[[], str]) -> Callable[[Any], Asked]:
        return lambda scope: partial(search, text(), scope, limit=50)

    def listed(text: Callable[[], str], **filters: str) -> Callable[[Any], Asked]:
        def ask(scope: Any) -> Asked:
            rows = Conversation.objects.filter(**filters)
            rows = rows if scope.inboxes is None else rows.filter(inbox__in=scope.inboxes)
            given = text()
            return lambda: list(matching_conversations(rows, given, scope, narrowed=bool(filters))[:51])

        return ask

    in_messages, in_contacts = typed(texts)
    return {
        **{name: found(search_messages, text) for name, text in in_messages.items()},
        **{f"contacts: {name}": found(search_contacts, text) for name, text in in_contacts.items()},
        "q: frequent word": listed(lambda: texts.rank(25)),
        "q: frequent word, open": listed(lambda: texts.rank(25), status="open"),
        "q: rare word, open": listed(lambda: texts.rank(40_000), status="open"),
        "q: name and word": listed(lambda: f"{texts.rank(3000)} {texts.rank(25)}"),
        "q: number": listed(in_contacts["number"]),
    }


def typed(texts: Texts) -> tuple[dict[str, Callable[[], str]], dict[str, Callable[[], str]]]:
    """Return, by what it is called, what draws a text of this kind: that is searched in messages, in contacts."""
    from messaging.models import Message

    rng, newest = texts.rng, Message.objects.order_by("-pk").values_list("content", flat=True)
    lines = [line for line in newest[:5000] if line.isascii() and line.count(" ") > 2]

    def phrase() -> str:
        words = rng.choice(lines).split()
        return f'"{words[1]} {words[2]}"'

    def typo(word: str) -> str:
        place = rng.randrange(1, len(word) - 1)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    def chinese(count: int) -> str:
        return "".join(texts.of(texts.chinese, count))

    in_messages = {
        "most frequent words": lambda: f'"{rng.choice(texts.words[:10])}"',
        "frequent word": lambda: texts.rank(25),
        "medium word": lambda: texts.rank(1000),
        "rare word": lambda: texts.rank(40_000),
        "nothing": lambda: f"{texts.rank(40_000)}qqq 7",
        "two frequent words": lambda: f"{texts.rank(20)} {texts.rank(30)}",
        "phrase of two": phrase,
        "prefix of 2": lambda: texts.rank(2000)[:2],
        "prefix of 3": lambda: texts.rank(2000)[:3],
        "prefix of 5": lambda: texts.rank(2000)[:5],
        "Chinese, 1 character": lambda: chinese(1),
        "Chinese, 2 characters": lambda: chinese(2),
        "Chinese, 4 characters": lambda: chinese(4),
        "Japanese, 3 characters": lambda: "".join(texts.of(texts.kana, 3)),
        "Arabic": lambda: texts.of(texts.arabic, 1)[0],
        "accents": lambda: texts.rank(500).replace("e", "é", 1),
        "typo": lambda: typo(texts.rank(5000)),
    }
    in_contacts = {
        "name": lambda: texts.rank(3000),
        "number": lambda: f"+4477{rng.randrange(60_000):08}",
        "part of a number": lambda: f"{rng.randrange(1000, 60_000)}",
    }
    return in_messages, in_contacts


if __name__ == "__main__":
    main()
