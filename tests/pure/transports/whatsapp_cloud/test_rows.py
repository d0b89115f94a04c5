"""Every row of docs/design/providers.md A5-A10, as `tests.payloads.meta` writes it down."""

from __future__ import annotations

import random
from collections import Counter
from functools import reduce
from typing import Any

import pytest

from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads import meta


def value_at(thing: Any, path: str) -> Any:
    """``error.code`` of a thing, whether its steps are attributes or keys."""
    found = reduce(
        lambda at, step: at[step] if isinstance(at, dict) else getattr(at, step), path.split("."), thing
    )
    return found() if callable(found) else found  # fmt: skip


def kinds(*cases: meta.Case) -> Counter[str]:
    return Counter(kind for case in cases for kind in case.gives)


def read(*cases: meta.Case) -> list[Any]:
    return list(meta.found(parse(meta.body(meta.entry(*[case.change for case in cases])))))


def names_of(things: list[Any]) -> Counter[str]:
    return Counter(type(thing).__name__ for thing in things)


def test_each_row_becomes_what_it_is(subtests: pytest.Subtests) -> None:
    for case in meta.CASES:
        with subtests.test(case.name):
            things = read(case)
            assert [type(thing).__name__ for thing in things] == list(case.gives)
            assert {path: value_at(things[0], path) for path in case.attributes} == dict(case.attributes)


def test_all_rows_in_one_body_harm_none_of_each_other() -> None:
    cases = random.Random(5).sample(meta.CASES, len(meta.CASES))
    things = read(*cases, *cases)
    assert names_of(things) == Counter({kind: 2 * many for kind, many in kinds(*cases).items()})
    assert {case.id for case in cases if case.gives == ("InboundMessage",)} <= {
        getattr(thing, "external_id", None) for thing in things
    }


def test_what_a_row_speaks_of_is_in_the_calls_before(subtests: pytest.Subtests) -> None:
    for case in [case for case in meta.CASES if case.before]:
        with subtests.test(case.name):
            earlier = [
                getattr(thing, "external_id", "")
                for thing in meta.found(parse(meta.body(meta.entry(*case.before))))
            ]
            (thing,) = read(case)
            assert getattr(thing, "target", thing.external_id) in earlier


def test_cases_have_names_and_customers_of_their_own() -> None:
    assert len({case.name for case in meta.CASES}) == len(meta.CASES)
    assert len({case.customer.wa_id for case in meta.CASES}) == len(meta.CASES)
    assert {case.row for case in meta.CASES} == {"A5", "A6", "A7", "A8", "A9", "A10"}
