"""Reactions, edits and deletions that are not as documented, and what account events lack."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads import meta
from tests.payloads.meta import ANN, ANN_BSUID, ROUTE, WABA, body, call, change, entry, message, typed

TEXT = {"type": "text", "text": {"body": "New"}}


def only(raw: bytes) -> Any:
    (found,) = meta.found(parse(raw))
    return found


def not_understood(raw: bytes) -> bool:
    found = only(raw)
    return type(found).__name__ == "Ignored" and not found.understood


def test_what_changes_nothing_is_a_dead_letter(subtests: pytest.Subtests) -> None:
    for target in [None, "", [], {}, True, "x" * 256]:
        for kind, key, part in [
            ("reaction", "message_id", {"emoji": "👍"}),
            ("edit", "original_message_id", {"message": TEXT}),
            ("revoke", "original_message_id", {}),
        ]:
            with subtests.test(target=target, kind=kind, key=key, part=part):
                assert not_understood(call(messages=[typed(kind, part | {key: target})]))


def test_reaction_that_is_no_text_is_not_taken_for_a_removal(subtests: pytest.Subtests) -> None:
    for emoji in [{"a": 1}, [1], 7, True]:
        with subtests.test(emoji=emoji):
            assert not_understood(
                call(messages=[typed("reaction", {"message_id": "wamid.T", "emoji": emoji})])
            )


def test_emoji_that_never_ends_is_cut() -> None:
    assert (
        len(only(call(messages=[typed("reaction", {"message_id": "wamid.T", "emoji": "👍" * 500})])).emoji)
        == 64
    )


def test_edit_never_replaces_words_by_something_unreadable(subtests: pytest.Subtests) -> None:
    for new in [
        None,
        "x",
        {},
        {"type": "hologram"},
        {"type": "edit", "edit": {"message": TEXT}},
        {"type": "unsupported"},
        {"type": "revoke"},
        {"type": "reaction", "reaction": {"emoji": "👍"}},
    ]:
        with subtests.test(new=new):
            assert not_understood(
                call(messages=[typed("edit", {"original_message_id": "wamid.T", "message": new})])
            )


def test_placeholder_inside_an_edit_is_not_its_target() -> None:
    new = TEXT | {"context": {"id": "M0"}, "id": "M1"}
    found = only(call(messages=[typed("edit", {"original_message_id": "wamid.T", "message": new})]))
    assert (found.target, found.external_id, found.payload) == ("wamid.T", "wamid.M1", new)


def test_change_without_a_type_shows_itself_by_its_part() -> None:
    item = message("wamid.R", revoke={"original_message_id": "wamid.T"})
    del item["type"], item["text"]
    assert only(call(messages=[item])).target == "wamid.T"


def test_echo_to_nobody_is_a_dead_letter() -> None:
    echo = {"from": "15550001111", "id": "wamid.E", "timestamp": "1", "type": "text", "text": {"body": "x"}}
    assert not_understood(body(entry(change("smb_message_echoes", message_echoes=[echo]))))


def test_echo_names_the_customer_never_the_business() -> None:
    echo = message("wamid.E", "15550001111", to=ANN, to_user_id=ANN_BSUID)
    found = only(body(entry(change("smb_message_echoes", message_echoes=[echo]))))
    assert [one.value for one in found.identities] == [ANN_BSUID, ANN]


class TestPreferencesAndMoves:
    def test_that_say_nothing_are_dead_letters(self, subtests: pytest.Subtests) -> None:
        for field in [
            "account_update",
            "account_alerts",
            "account_review_update",
            "account_settings_update",
            "business_capability_update",
            "business_username_update",
            "message_template_components_update",
            "message_template_quality_update",
            "message_template_status_update",
            "phone_number_name_update",
            "phone_number_quality_update",
            "security",
            "template_category_update",
            "user_id_update",
            "user_preferences",
        ]:
            for value in [None, {}, [], "x"]:
                with subtests.test(field=field, value=value):
                    assert not_understood(body(entry({"field": field, "value": value})))

    def test_of_no_account_are_dead_letters(self) -> None:
        ban = {"field": "account_update", "value": {"event": "ACCOUNT_DELETED"}}
        assert not_understood(body({"changes": [ban]}))
        assert only(body(entry(ban))).account == WABA

    def test_carry_their_time_when_meta_says_it(self) -> None:
        ban = {"field": "account_update", "value": {"event": "ACCOUNT_DELETED"}}
        assert only(body(entry(ban) | {"time": 1748454394})).at.timestamp() == 1748454394
        assert only(body(entry(ban))).at is None

    def test_unknown_preferences_change_nothing(self, subtests: pytest.Subtests) -> None:
        for choice in ["", None, "maybe", 1]:
            with subtests.test(choice=choice):
                item = {"wa_id": ANN, "category": "marketing_messages", "value": choice}
                assert not_understood(body(entry(change("user_preferences", user_preferences=[item]))))

    def test_of_nobodys_move_are_dead_letters(self, subtests: pytest.Subtests) -> None:
        for ids in [
            {"previous": "GB.1"},
            {"current": "GB.1"},
            {"previous": "GB.1", "current": "GB.1"},
            {"previous": {}, "current": []},
            "GB.1",
        ]:
            with subtests.test(ids=ids):
                assert not_understood(
                    body(entry(change("user_id_update", user_id_update=[{"user_id": ids}])))
                )

    def test_of_a_move_known_only_by_phone_still_tell_who_it_was(self) -> None:
        item = {"wa_id": ANN, "user_id": {"current": ANN_BSUID}}
        found = only(body(entry(change("user_id_update", user_id_update=[item]))))
        assert (found.route, [one.value for one in found.old]) == (ROUTE, [ANN])
        assert [one.value for one in found.new] == [ANN_BSUID, ANN]
