"""The JSON of every kind of message, and what is refused before it leaves."""

from __future__ import annotations

import io

import pytest

from messaging.errors import FailureClass, SendRefused
from messaging.transports.base import Identity, OutgoingMedia, OutgoingMessage
from messaging.transports.whatsapp_cloud.api.message_bodies import message_body

ANN, ANN_BSUID = Identity("phone", "447700900123"), Identity("bsuid", "GB.1349120865530274")
PARENT = Identity("bsuid", "US.ENT.1349120865530274")


def file(kind="image", **more) -> OutgoingMedia:
    given = {"mime_type": "image/png", "filename": "photo.png", "size": 3, "remote_id": "4490709327384033"}
    return OutgoingMedia(kind=kind, open=lambda: io.BytesIO(b"abc"), **given | more)


def body(kind, content="", to=(ANN,), **more):
    return message_body(OutgoingMessage(client_id="0b6d7c1e", kind=kind, content=content, to=to, **more))


def refused(kind, content="", **more) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        body(kind, content, **more)
    return caught.value


class TestEveryBody:
    def test_envelope(self):
        assert body("text", "Hello") == {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "+447700900123",
            "biz_opaque_callback_data": "0b6d7c1e",
            "type": "text",
            "text": {"body": "Hello"},
        }

    def test_empty_text_is_refused(self, subtests):
        for content in ["", " \n\t"]:
            with subtests.test(content=content):
                assert refused("text", content).code == "empty"

    def test_preview_can_be_declined(self):
        assert body("text", "https://x.org")["text"]["preview_url"] is True
        assert body("text", "https://x.org", payload={"preview_url": True})["text"]["preview_url"] is True
        assert "preview_url" not in body("text", "https://x.org", payload={"preview_url": False})["text"]


class TestFiles:
    def test_picture_with_a_caption(self, subtests):
        for kind in ["image", "video"]:
            with subtests.test(kind=kind):
                found = body(kind, "Look!", media=file(kind))
                assert found["type"] == kind
                assert found[kind] == {"id": "4490709327384033", "caption": "Look!"}

    def test_empty_caption_is_left_out(self):
        assert body("image", "  ", media=file())["image"] == {"id": "4490709327384033"}

    def test_document_has_its_name(self):
        media = file("document", mime_type="application/pdf", filename="Größe & Preis.pdf")
        found = body("document", "Offer", media=media)["document"]
        assert found == {"id": "4490709327384033", "caption": "Offer", "filename": "Größe & Preis.pdf"}

    def test_long_name_keeps_its_ending_and_none_gets_one(self):
        long = body("document", media=file("document", filename="x" * 500 + ".pdf"))["document"]["filename"]
        assert (len(long), long[-5:]) == (240, "x.pdf")
        assert body("document", media=file("document", filename=" "))["document"]["filename"] == "document"

    def test_voice_note_is_one_and_music_is_not(self):
        voice = file("audio", mime_type="audio/ogg; codecs=opus", voice=True)
        assert body("audio", media=voice)["audio"] == {"id": "4490709327384033", "voice": True}
        assert body("audio", media=file("audio"))["audio"] == {"id": "4490709327384033"}

    def test_what_takes_no_caption_gets_none(self, subtests):
        for kind in ["audio", "sticker"]:
            with subtests.test(kind=kind):
                assert "caption" not in body(kind, "words", media=file(kind))[kind]

    def test_never_by_link(self, subtests):
        """Meta answers with an id whether or not it can fetch a link, and says nothing when it cannot."""
        for kind in ["image", "video", "audio", "document", "sticker"]:
            with subtests.test(kind=kind):
                by_link = file(kind, remote_id="", public_url="https://console.example.org/media/1")
                error = refused(kind, media=by_link)
                assert (error.code, error.failure) == ("not_uploaded", FailureClass.RETRY)
                assert (
                    "link"
                    not in body(kind, media=file(kind, public_url="https://console.example.org/media/1"))[
                        kind
                    ]
                )

    def test_missing_file_and_long_caption_are_refused(self):
        assert refused("image").code == "no_file"
        assert refused("image", "x" * 1025, media=file()).code == "too_long"
        assert len(body("image", "x" * 1024, media=file())["image"]["caption"]) == 1024


class TestStructured:
    def test_location(self):
        place = {"latitude": -1.5, "longitude": 180, "name": "Café", "address": ""}
        found = body("location", payload={"location": place})["location"]
        assert found == {"latitude": -1.5, "longitude": 180, "name": "Café"}

    def test_contact_card_gets_the_second_name_that_meta_demands(self):
        card = {"name": {"formatted_name": "Ann"}, "phones": [{"phone": "+1650"}], "emails": []}
        (found,) = body("contacts", payload={"contacts": [card]})["contacts"]
        assert found == {
            "name": {"formatted_name": "Ann", "first_name": "Ann"},
            "phones": [{"phone": "+1650"}],
        }

    def test_contact_card_with_a_second_name_is_left_alone(self):
        card = {"name": {"formatted_name": "Ann B", "last_name": "B"}, "org": {"company": "C"}}
        assert body("contacts", payload={"contacts": [card]})["contacts"] == [card]

    def test_what_a_contact_card_leaves_empty_is_left_out(self):
        name = {"formatted_name": "Ann B", "last_name": "B", "suffix": ""}
        phone = {"phone": "+1650", "type": "CELL", "wa_id": None}
        card = {
            "name": name,
            "phones": [phone],
            "addresses": [{"city": "Bath", "zip": ""}, {"zip": ""}],
            "org": {"company": ""},
        }
        (found,) = body("contacts", payload={"contacts": [card]})["contacts"]
        assert found == {
            "name": {"formatted_name": "Ann B", "last_name": "B"},
            "phones": [{"phone": "+1650", "type": "CELL"}],
            "addresses": [{"city": "Bath"}],
        }

    def test_buttons(self):
        interactive = {
            "type": "button",
            "header": {"type": "text", "text": "H"},
            "body": {"text": "Choose"},
            "footer": {"text": "F"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes"}}]},
        }
        assert body("interactive", payload={"interactive": interactive})["interactive"] == interactive
        error = refused("interactive", payload={"interactive": interactive | {"nonsense": 1}})
        assert "interactive.nonsense: There is no such field." in error.detail

    def test_header_file_goes_by_its_upload(self):
        interactive = {
            "type": "cta_url",
            "header": {"type": "document"},
            "body": {"text": "Look"},
            "action": {"parameters": {"display_text": "Open", "url": "https://example.org/1"}},
        }
        found = body("interactive", payload={"interactive": interactive}, media=file("document"))[
            "interactive"
        ]
        name = {"id": "4490709327384033", "filename": "photo.png"}
        assert found["header"] == {"type": "document", "document": name}
        assert found["action"]["name"] == "cta_url"

    def test_questions_know_their_action(self, subtests):
        for kind, name in [
            ("location_request_message", "send_location"),
            ("request_contact_info", "request_contact_info"),
        ]:
            with subtests.test(kind=kind, name=name):
                given = {"type": kind, "body": {"text": "Please"}}
                found = body("interactive", payload={"interactive": given})["interactive"]
                assert found == given | {"action": {"name": name}}

    def test_nobody_changes_the_action_of_a_question(self, subtests):
        for action in [{"name": "wrong"}, {}, None]:
            with subtests.test(action=action):
                given = {"type": "location_request_message", "body": {"text": "Where?"}, "action": action}
                found = body("interactive", payload={"interactive": given})["interactive"]
                assert found["action"] == {"name": "send_location"}

    def test_wrong_payload_is_refused_with_every_place(self):
        error = refused("location", payload={"location": {"latitude": 91}})
        assert (error.code, error.failure) == ("invalid_payload", FailureClass.PERMANENT)
        assert "location.latitude: This must be between -90 and 90." in error.detail
        assert "location.longitude: This field is required." in error.detail

    def test_what_is_no_text_is_replaced(self):
        payload = {"location": {"latitude": 1, "longitude": 2, "name": "a\x00\ud800"}}
        assert body("location", payload=payload)["location"]["name"] == "a\ufffd\ufffd"


class TestReactions:
    def test_emoji_on_a_message_and_off_again(self, subtests):
        for emoji in ["👍", "❤️", "1️⃣", "👩‍❤️‍💋‍👨", ""]:
            with subtests.test(emoji=emoji):
                found = body("reaction", emoji, reply_to="wamid.T")
                assert found["reaction"] == {"message_id": "wamid.T", "emoji": emoji}
                assert "context" not in found

    def test_words_and_reactions_to_nothing_are_refused(self):
        assert refused("reaction", "ok", reply_to="wamid.T").code == "not_an_emoji"
        assert refused("reaction", "👍" * 33, reply_to="wamid.T").code == "not_an_emoji"
        assert refused("reaction", "👍").code == "no_target"


class TestTemplates:
    PAYLOAD = {"template": {"name": "hi", "language": {"code": "en_US"}}, "shown": {}, "category": "UTILITY"}

    def test_plain_one_is_never_a_quotation(self):
        found = body("template", "Hi", payload=self.PAYLOAD, reply_to="wamid.Q")
        assert found["template"] == {"name": "hi", "language": {"code": "en_US"}}
        assert "context" not in found

    def test_header_file_is_put_in(self, subtests):
        for kind, expected in [
            ("image", {"id": "4490709327384033"}),
            ("video", {"id": "4490709327384033"}),
            ("document", {"id": "4490709327384033", "filename": "photo.png"}),
        ]:
            with subtests.test(kind=kind, expected=expected):
                rest = {"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}
                header = {"type": "header", "parameters": [{"type": kind}]}
                template = self.PAYLOAD["template"] | {"components": [header, rest]}
                found = body("template", payload=self.PAYLOAD | {"template": template}, media=file(kind))[
                    "template"
                ]
                assert found["components"] == [
                    {"type": "header", "parameters": [{"type": kind, kind: expected}]},
                    rest,
                ]

    def test_header_file_that_is_missing(self):
        header = {"type": "header", "parameters": [{"type": "image"}]}
        template = self.PAYLOAD["template"] | {"components": [header]}
        assert refused("template", payload={"template": template}).code == "no_file"

    def test_one_without_a_name_is_refused(self):
        assert (
            refused("template", payload={"template": {"language": {"code": "en"}}}).code == "invalid_payload"
        )


class TestRecipients:
    def test_codes_go_to_phones_only(self):
        payload = TestTemplates.PAYLOAD | {"category": "AUTHENTICATION"}
        error = refused("template", payload=payload, to=(ANN_BSUID,))
        assert (error.code, error.failure) == ("131062", FailureClass.PERMANENT)
        assert body("template", payload=payload, to=(ANN_BSUID, ANN))["to"] == "+447700900123"
        assert (
            body("template", payload=TestTemplates.PAYLOAD, to=(ANN_BSUID,))["recipient"] == ANN_BSUID.value
        )

    def test_the_first_of_the_addresses_is_written_to(self):
        assert body("text", "Hello", to=(ANN, ANN_BSUID))["to"] == "+447700900123"
        assert body("text", "Hello", to=(ANN_BSUID, ANN))["recipient"] == ANN_BSUID.value

    def test_a_parent_id_is_nobody_to_write_to(self):
        assert refused("text", "Hello", to=(PARENT,)).code == "no_address"
        assert body("text", "Hello", to=(PARENT, ANN_BSUID))["recipient"] == ANN_BSUID.value
        assert body("text", "Hello", to=(ANN_BSUID, PARENT))["recipient"] == ANN_BSUID.value


def test_quotation_is_named(subtests):
    for kind in ["image", "audio", "document", "sticker", "location", "contacts"]:
        with subtests.test(kind=kind):
            payload = {
                "location": {"latitude": 1, "longitude": 2},
                "contacts": [{"name": {"formatted_name": "A", "first_name": "A"}}],
            }
            assert body(kind, payload=payload, media=file(kind), reply_to="wamid.Q")["context"] == {
                "message_id": "wamid.Q"
            }
