"""What reading a webhook costs: `python -m benchmarks.parsing`. Needs no server and no database.

Each figure is the best of several rounds, so that a busy machine disturbs it less; the last column compares
with the bare JSON or form parser on the same bytes in the same run.
"""

from __future__ import annotations

import json
import statistics
import timeit
from collections.abc import Callable
from urllib.parse import parse_qsl

from messaging.transports.twilio.webhook.parse import parse as parse_twilio
from messaging.transports.whatsapp_cloud.webhook.parse import parse as parse_meta
from tests.payloads import twilio
from tests.payloads.meta import CASES, body, call, contact, entry, message, status

ROUNDS, MOST_SECONDS = 7, 0.2
TEXT = call(contacts=[contact()], messages=[message()])
THOUSAND = call(statuses=[status(f"wamid.S{n}") for n in range(1000)])
FLOOD = call(contacts=[contact()], messages=[message(f"wamid.M{n}") for n in range(1000)])


def seconds(work: Callable[[], object]) -> float:
    """Of one call, in the best round."""
    timer = timeit.Timer(work)
    number, taken = timer.autorange()
    number = max(1, int(number * MOST_SECONDS / taken))
    return min(timer.repeat(ROUNDS, number)) / number


def show(what: str, work: Callable[[], object], bare: Callable[[], object]) -> None:
    taken, least = seconds(work), seconds(bare)
    print(f"{what:42} {taken * 1e6:10.0f} µs {taken / least:6.1f} times bare")


def main() -> None:
    bodies = [body(entry(case.change)) for case in CASES]
    kinds = {item.kind for one in bodies for item in parse_meta(one).messages}
    print(f"Meta: {len(CASES)} cases, {len(kinds)} kinds of messages; Twilio: {len(twilio.CASES)} cases\n")
    show("Meta: one text", lambda: parse_meta(TEXT), lambda: json.loads(TEXT))
    show("Meta: 1,000 statuses", lambda: parse_meta(THOUSAND), lambda: json.loads(THOUSAND))
    show("Meta: 1,000 texts", lambda: parse_meta(FLOOD), lambda: json.loads(FLOOD))
    each = [seconds(lambda one=one: parse_meta(one)) for one in bodies[::8]]
    print(f"{'Meta: the median of every eighth case':42} {statistics.median(each) * 1e6:10.0f} µs")
    for case in (twilio.MESSAGES[0], twilio.STATUSES[0]):
        show(
            f"Twilio: {case.name}",
            lambda case=case: parse_twilio(case.body, case.query),
            lambda case=case: parse_qsl(case.body.decode()),
        )


if __name__ == "__main__":
    main()
