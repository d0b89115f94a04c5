"""No JSON value in any place raises, costs a neighbour, or gives something that cannot be stored."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
from collections import Counter
from datetime import datetime

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.errors import Unreadable
from messaging.transports.payload import summaries
from messaging.transports.payload.json_access import is_storable
from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads import meta
from tests.payloads.meta import (
    ANN,
    ANN_BSUID,
    body,
    change,
    contact,
    entry,
    message,
    problem,
    status,
    typed,
)

# Modest: the whole pure tier takes less than ten seconds.
modest = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)

texts = st.text(st.characters(exclude_categories=()), max_size=6) | st.sampled_from(
    ["", "\x00", "\ud800", "9" * 40, "messages", "failed", ANN, ANN_BSUID, "NaN"]
)
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from([2**70, -(10**40)])
)
values = st.recursive(
    scalars,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    """Every path into a JSON value, the value itself left out."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in pairs:
        yield (*path, key)
        yield from places(inside, (*path, key))


def replaced(whole, path, value):
    whole = copy.deepcopy(whole)
    at = whole
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return whole


def assert_storable(value):
    # What PostgreSQL's jsonb and the feed's encoder take: strict JSON, no NUL, no lone surrogate.
    written = json.dumps(value, allow_nan=False, ensure_ascii=False)
    assert is_storable(written)
    assert "\\u0000" not in written
    orjson.dumps(value)


# What the columns down the line hold (models/); whatever is not named here is text without an end.
LONGEST = {
    "route": 64, "account": 64, "external_id": 255, "target": 255, "reply_to": 255, "name": 512, "username": 64,
    "value": 160, "emoji": 64, "code": 64, "title": 255, "kind": 12, "callback_data": 512, "remote_id": 255,
    "filename": 255, "mime_type": 127, "sha256": 64, "language": 16, "status": 24, "quality": 16, "category": 32, "limit": 40,
}  # fmt: skip


def plain(value):
    """A thing as JSON would have it; checks the lengths on the way."""
    if isinstance(value, datetime):
        return value.isoformat()
    if not dataclasses.is_dataclass(value):
        return [plain(one) for one in value] if isinstance(value, tuple) else value
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    for name, found in fields.items():
        assert not isinstance(found, str) or len(found) <= LONGEST.get(name, 10**6), name
    return {name: plain(found) for name, found in fields.items()}


def assert_batch_storable(batch):
    for found in meta.found(batch):
        assert_storable(plain(found))
        assert getattr(found, "content", "x").strip()
        assert getattr(found, "identities", "x") or type(found).__name__ == "Receipt"
        assert len(getattr(found, "code", "")) <= 64
        assert getattr(found, "name", "") is not None
    for found in batch.changes:
        assert getattr(found, "route", "") or getattr(found, "account", "")


SAFE = [
    change(messages=[message("wamid.safe.1")], statuses=[status("wamid.safe.2")]),
    change("smb_message_echoes", message_echoes=[message("wamid.safe.3", to=ANN)]),
]
EVERYWHERE = [(case, path) for case in meta.CASES for path in places(case.change)]


def safe(batch):
    found = [getattr(one, "external_id", "") for one in meta.found(batch)]
    return Counter(one for one in found if one.startswith("wamid.safe"))


@settings(modest, max_examples=150)
@given(st.sampled_from(EVERYWHERE), values)
def test_any_value_in_any_place_of_any_row(place, value):
    case, path = place
    broken = replaced(case.change, path, value)
    batch = parse(body(entry(SAFE[0], broken, SAFE[1])))
    assert safe(batch) == {"wamid.safe.1": 1, "wamid.safe.2": 1, "wamid.safe.3": 1}
    assert len(list(meta.found(batch))) > 3, "what is broken leaves a trace"
    assert_batch_storable(batch)


ENVELOPE = {
    "object": "whatsapp_business_account",
    "entry": [
        entry(change(contacts=[contact()], messages=[message()], statuses=[status()], errors=[problem()]))
    ],
}


@modest
@given(st.sampled_from(list(places(ENVELOPE))), values)
def test_any_value_in_any_place_of_the_envelope(path, value):
    broken = replaced(ENVELOPE, path, value)
    neighbour = entry(change(messages=[message("wamid.safe")]))
    if path != ("entry",):
        broken["entry"].append(neighbour)
    batch = parse(json.dumps(broken).encode())
    assert path == ("entry",) or "wamid.safe" in [found.external_id for found in batch.messages]
    assert list(meta.found(batch)), "nothing vanishes"
    assert_batch_storable(batch)


KINDS = sorted([*summaries.KINDS, "edit", "revoke", "brand_new"])


@modest
@given(st.sampled_from(KINDS), values)
def test_any_value_as_the_part_of_any_kind(kind, value):
    items = [typed(kind, value, id="wamid.X"), message("wamid.safe.1")]
    echoes = change("smb_message_echoes", message_echoes=[item | {"to": ANN} for item in items])
    thread = {"id": ANN, "messages": items}
    batch = parse(
        body(entry(change(messages=items), echoes, change("history", history=[{"threads": [thread]}])))
    )
    assert safe(batch) == {"wamid.safe.1": 3}
    assert len(list(meta.found(batch))) == 6, "every item becomes exactly one thing"
    assert_batch_storable(batch)


@modest
@given(st.binary(max_size=40) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_unreadable(raw):
    with contextlib.suppress(Unreadable):
        assert_batch_storable(parse(raw))
