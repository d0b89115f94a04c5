from __future__ import annotations

from messaging.transports.base import Identity
from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads.meta import (
    ANN,
    ANN_BSUID,
    BEN,
    BEN_BSUID,
    EVA,
    call,
    contact,
    message,
    typed,
)


def only_message(**value):
    (found,) = parse(call(**value)).messages
    return found


class TestIdentities:
    def test_phone_alone(self):
        assert only_message(messages=[message()]).identities == (Identity("phone", ANN),)

    def test_business_scoped_id_without_a_phone(self):
        found = only_message(
            contacts=[contact(None, ANN_BSUID)], messages=[message(sender=None, from_user_id=ANN_BSUID)]
        )
        assert found.identities == (Identity("bsuid", ANN_BSUID),)
        assert found.name == "Ann Lee"

    def test_business_scoped_id_inside_from_and_wa_id(self):
        found = only_message(contacts=[contact(ANN_BSUID)], messages=[message(sender=ANN_BSUID)])
        assert found.identities == (Identity("bsuid", ANN_BSUID),)
        assert found.name == "Ann Lee"

    def test_contact_adds_the_phone_that_the_message_lacks(self):
        found = only_message(
            contacts=[contact(ANN, ANN_BSUID)], messages=[message(sender=None, from_user_id=ANN_BSUID)]
        )
        assert found.identities == (Identity("bsuid", ANN_BSUID), Identity("phone", ANN))

    def test_id_of_the_whole_company_comes_after_the_own_one(self):
        item = message(from_user_id=ANN_BSUID, from_parent_user_id="GB.ENT.1181579")
        assert [one.value for one in only_message(messages=[item]).identities] == [
            ANN_BSUID,
            "GB.ENT.1181579",
            ANN,
        ]

    def test_contacts_are_joined_by_id_never_by_position(self):
        people = [contact(BEN, name="Ben"), contact(ANN, name="Ann"), contact(None, BEN_BSUID, name="Bea")]
        items = [
            message("wamid.1", ANN),
            message("wamid.2", BEN),
            message("wamid.3", EVA),
            message("wamid.4", None, from_user_id=BEN_BSUID),
        ]
        found = parse(call(contacts=people, messages=items)).messages
        assert [one.name for one in found] == ["Ann", "Ben", "", "Bea"]
        assert found[2].identities == (Identity("phone", EVA),)

    def test_single_contact_of_somebody_else_is_not_taken(self):
        found = only_message(contacts=[contact(BEN, BEN_BSUID)], messages=[message(sender=ANN)])
        assert (found.name, found.identities) == ("", (Identity("phone", ANN),))

    def test_username_stands_in_for_a_missing_name(self):
        person = contact() | {"profile": {"username": "annlee"}}
        assert only_message(contacts=[person], messages=[message()]).name == "annlee"

    def test_missing_or_broken_contacts_cost_only_the_name(self, subtests):
        for contacts in [None, [], {}, "x", [None, 1, [], {}], [{"profile": None, "wa_id": ANN}]]:
            with subtests.test(contacts=contacts):
                found = only_message(contacts=contacts, messages=[message()])
                assert (found.name, found.identities) == ("", (Identity("phone", ANN),))

    def test_plus_sign_in_from_is_the_same_phone(self):
        found = only_message(contacts=[contact(ANN)], messages=[message(sender=f"+{ANN}")])
        assert (found.name, found.identities) == ("Ann Lee", (Identity("phone", ANN),))

    def test_user_id_in_a_form_not_seen_yet_is_still_a_user_id(self):
        found = only_message(messages=[message(sender=None, from_user_id="EU2.new-form")])
        assert found.identities == (Identity("bsuid", "EU2.new-form"),)

    def test_who_moves_keeps_the_old_address_and_gains_the_new(self, subtests):
        for notice, values in [
            ({"type": "user_changed_number", "wa_id": BEN}, [BEN]),
            ({"type": "customer_changed_number", "new_wa_id": BEN}, [BEN]),
            ({"type": "user_changed_user_id", "user_id": BEN_BSUID}, [BEN_BSUID]),
            ({"type": "user_changed_number", "wa_id": f"+{BEN}", "user_id": BEN_BSUID}, [BEN_BSUID, BEN]),
            ({"type": "user_changed_number", "wa_id": ANN}, []),
            ({"type": "user_changed_number", "wa_id": {}}, []),
        ]:
            with subtests.test(notice=notice, values=values):
                found = only_message(messages=[typed("system", {"body": "moved"} | notice)])
                assert found.identities == (Identity("phone", ANN),)
                assert [one.value for one in found.moved_to] == values

    def test_ids_of_the_new_place_are_not_those_of_the_old(self):
        notice = {"type": "user_changed_user_id", "user_id": BEN_BSUID, "wa_id": BEN}
        found = only_message(messages=[typed("system", notice, from_user_id=ANN_BSUID)])
        assert [one.value for one in found.identities] == [ANN_BSUID, ANN]
        assert [one.value for one in found.moved_to] == [BEN_BSUID, BEN]

    def test_other_notices_add_no_address(self):
        notice = {"type": "customer_identity_changed", "wa_id": BEN}
        found = only_message(messages=[typed("system", notice)])
        assert (found.identities, found.moved_to) == ((Identity("phone", ANN),), ())

    def test_text_message_cannot_pretend_to_move(self):
        item = message(system={"type": "user_changed_number", "wa_id": BEN})
        found = only_message(messages=[item])
        assert (found.identities, found.moved_to) == ((Identity("phone", ANN),), ())

    def test_message_of_nobody_is_kept_as_ignored(self, subtests):
        for sender in [None, "", " ", "x" * 161]:
            with subtests.test(sender=sender):
                (kept,) = parse(call(messages=[message(sender=sender)])).ignored
                assert kept.reason == "An item without a usable sender or recipient."
                assert kept.payload["id"] == "wamid.M1"
