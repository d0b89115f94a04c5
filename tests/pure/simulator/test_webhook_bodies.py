"""Webhooks that are no message and no status, key by key where it matters.

See docs/design/providers.md A7 to A9.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.wire import facts
from simulator.wire.meta import webhook_bodies, webhooks

AT = datetime(2026, 9, 14, 12, 0, 1, tzinfo=UTC)
NOW = 1789387201
BUSINESS = facts.Business("2040", "106540000000001", "+1 555-000-1111")
ANN = facts.Customer("447700900123", "GB.1", "Ann Lée", "annlee")
HIDDEN = facts.Customer("", "GB.1", "Ann Lée", "annlee")
TEMPLATE = webhook_bodies.TemplateName("1689", "t", "en_GB", "UTILITY")


def change(body: str) -> tuple[str, dict[str, Any], int | None]:
    envelope = json.loads(body)
    [entry] = envelope["entry"]
    assert (envelope["object"], entry["id"]) == ("whatsapp_business_account", "2040")
    [only] = entry["changes"]
    return only["field"], only["value"], entry.get("time")


def test_template_events():
    field, value, time = change(webhook_bodies.template_status(BUSINESS, TEMPLATE, "PAUSED", "", AT))
    assert (field, time) == ("message_template_status_update", NOW)
    assert value == {
        "event": "PAUSED",
        "message_template_id": 1689,
        "message_template_name": "t",
        "message_template_language": "en_GB",
        "reason": "NONE",
        "message_template_category": "UTILITY",
        "other_info": {"title": "FIRST_PAUSE", "description": "People reported this template."},
    }
    field, value, _ = change(webhook_bodies.template_quality(BUSINESS, TEMPLATE, ("GREEN", "RED"), AT))
    assert field == "message_template_quality_update"
    assert (value["previous_quality_score"], value["new_quality_score"]) == ("GREEN", "RED")


def test_account_events_have_no_metadata(subtests: pytest.Subtests) -> None:
    for body, field, keys in [
        (
            webhook_bodies.number_quality(BUSINESS, "FLAGGED", "TIER_250", AT),
            "phone_number_quality_update",
            {"display_phone_number", "event", "current_limit", "max_daily_conversations_per_business"},
        ),
        (
            webhook_bodies.account_alert(BUSINESS, "X", AT),
            "account_alerts",
            {"entity_type", "entity_id", "alert_info"},
        ),
        (
            webhook_bodies.account_update(BUSINESS, "ACCOUNT_RESTRICTION", AT),
            "account_update",
            {"event", "restriction_info"},
        ),
        (
            webhook_bodies.account_update(BUSINESS, "ACCOUNT_VIOLATION", AT),
            "account_update",
            {"event", "violation_info"},
        ),
        (
            webhook_bodies.account_update(BUSINESS, "DISABLED_UPDATE", AT),
            "account_update",
            {"event", "ban_info"},
        ),
    ]:
        with subtests.test(body=body, field=field, keys=keys):
            assert change(body)[0] == field
            assert set(change(body)[1]) == keys
            assert change(body)[2] == NOW


def test_an_error_of_no_message():
    field, value, _ = change(webhook_bodies.account_errors(BUSINESS, 130429))
    assert field == "messages"
    assert value["errors"][0]["code"] == 130429
    assert set(value) == {"messaging_product", "metadata", "errors"}


def test_a_preference():
    field, value, _ = change(webhook_bodies.preference(BUSINESS, ANN, "stop", AT))
    [reported] = value["user_preferences"]
    assert (field, reported["value"], reported["timestamp"]) == ("user_preferences", "stop", NOW)
    assert (reported["wa_id"], reported["user_id"]) == ("447700900123", "GB.1")
    assert (
        "wa_id"
        not in change(webhook_bodies.preference(BUSINESS, HIDDEN, "stop", AT))[1]["user_preferences"][0]
    )


def test_a_new_user_id():
    field, value, _ = change(webhook_bodies.user_id_update(BUSINESS, ANN, "GB.0", AT))
    [reported] = value["user_id_update"]
    assert (field, reported["user_id"]) == ("user_id_update", {"previous": "GB.0", "current": "GB.1"})


def test_an_echo_is_from_the_business_and_has_no_contacts():
    message = facts.text_message("wamid.A", "Hi", AT)
    field, value, _ = change(webhook_bodies.echo(BUSINESS, ANN, message))
    [item] = value["message_echoes"]
    assert (field, "contacts" in value) == ("smb_message_echoes", False)
    assert (item["from"], item["to"], item["text"]) == ("15550001111", "447700900123", {"body": "Hi"})
    assert "to" not in change(webhook_bodies.echo(BUSINESS, HIDDEN, message))[1]["message_echoes"][0]


def test_a_chunk_of_history():
    reported = [
        ("customer", facts.text_message("wamid.A", "Q", AT)),
        ("business", facts.text_message("wamid.B", "A", AT)),
    ]
    field, value, _ = change(webhook_bodies.history(BUSINESS, ANN, reported))
    [chunk] = value["history"]
    [thread] = chunk["threads"]
    assert (field, thread["id"]) == ("history", "447700900123")
    assert [item["from"] for item in thread["messages"]] == ["447700900123", "15550001111"]
    assert {item["history_context"]["status"] for item in thread["messages"]} == {"READ"}


def test_system_messages_have_no_contacts():
    part = {"body": "moved", "wa_id": "447700900124", "type": "user_changed_number"}
    value = change(
        webhooks.message_webhook(BUSINESS, ANN, facts.CustomerMessage("wamid.A", AT, "system", part))
    )[1]
    assert "contacts" not in value
    assert value["messages"][0]["system"] == part


def test_extra_keys_stand_beside_the_part():
    extra = {"referral": {"source_id": "1"}, "errors": [{"code": 131051}]}
    message = facts.CustomerMessage("wamid.A", AT, "unsupported", {"type": "poll_creation"}, extra=extra)
    [item] = change(webhooks.message_webhook(BUSINESS, ANN, message))[1]["messages"]
    assert (item["type"], item["unsupported"]) == ("unsupported", {"type": "poll_creation"})
    assert (item["referral"], item["errors"]) == (extra["referral"], extra["errors"])
