"""No JSON value in any place raises, costs a neighbour, or gives something that cannot be stored."""

from __future__ import annotations

import contextlib
import copy
import json

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.errors import Unreadable
from messaging.transports.reading import is_storable
from messaging.transports.whatsapp_cloud.content import KINDS
from messaging.transports.whatsapp_cloud.parse import parse
from tests.pure.transports.whatsapp_cloud.payloads import (
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

# Modest: the whole pure tier stays under five seconds.
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
parts = st.sampled_from(sorted(KINDS))


def specimens():
    """Items with every field that the parser looks at."""
    full = message(
        "wamid.X", ANN, from_user_id=ANN_BSUID, from_parent_user_id="GB.ENT.1", group_id="",
        context={"id": "wamid.Q", "forwarded": False}, errors=[problem()],
    )  # fmt: skip
    notice = typed("system", {"type": "user_changed_number", "wa_id": ANN, "user_id": ANN_BSUID, "body": "b"})
    receipt = status("wamid.Y", "failed", biz_opaque_callback_data="c", errors=[problem()])
    return full, notice, receipt


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


def assert_batch_storable(batch):
    for found in batch.messages:
        assert found.content.strip()
        assert found.identities
        said = [
            found.external_id,
            found.content,
            found.name,
            found.reply_to,
            *(i.value for i in found.identities),
        ]
        assert_storable([dict(found.payload), said])
    for found in batch.receipts:
        assert_storable([found.external_id, found.callback_data, found.error])
    for found in batch.ignored:
        assert_storable([found.reason, found.payload])


SPECIMENS = specimens()
SPECIMEN_PLACES = [(which, path) for which, item in enumerate(SPECIMENS) for path in places(item)]


@modest
@given(st.sampled_from(SPECIMEN_PLACES), values)
def test_any_value_in_any_field_of_an_item(place, value):
    which, path = place
    items = [*SPECIMENS]
    items[which] = replaced(items[which], path, value)
    good = change(
        contacts=[contact()],
        messages=[message("wamid.1"), items[0], items[1], message("wamid.2")],
        statuses=[status("wamid.3"), items[2], status("wamid.4")],
    )
    batch = parse(body(entry(good)))
    external = [found.external_id for found in (*batch.messages, *batch.receipts)]
    assert {"wamid.1", "wamid.2", "wamid.3", "wamid.4"} <= set(external)
    assert len(external) + len(batch.ignored) == 7, "every item becomes exactly one thing"
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
    assert batch.messages or batch.receipts or batch.ignored, "nothing vanishes"
    assert_batch_storable(batch)


@modest
@given(parts, values)
def test_any_value_as_the_part_of_any_kind(kind, value):
    batch = parse(body(entry(change(messages=[typed(kind, value, id="wamid.X"), message("wamid.1")]))))
    assert [found.external_id for found in batch.messages] == ["wamid.X", "wamid.1"]
    assert_batch_storable(batch)


@modest
@given(st.binary(max_size=40) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_unreadable(raw):
    with contextlib.suppress(Unreadable):
        assert_batch_storable(parse(raw))
