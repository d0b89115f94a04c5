"""What every provider's door must withstand. A transport's test inherits `DoorAttacks` and says how it is signed."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from messaging.models import Contact, Conversation, Inbox, Message, WebhookCall

SECRET, OLD, FOREIGN = "the-right-secret", "the-former-secret", "the-secret-of-another-inbox"
LONG = "x" * 60_000


class DoorAttacks:
    """Say what ``header`` carries the signature, and implement the four methods below."""

    header = ""
    content_type = "application/json"

    def make_inbox(self, secret: str, previous: str = "") -> Inbox:
        """An inbox whose webhook is signed by the secret (and by the previous one, where there is such)."""
        raise NotImplementedError

    def rotate(self, inbox: Inbox, secret: str) -> None:
        """The inbox has this secret from now on, and no other."""
        raise NotImplementedError

    def path(self, inbox: Inbox) -> str:
        raise NotImplementedError

    def body(self, inbox: Inbox, text: str = "Zoë / Müller 👋") -> bytes:
        """One message of a customer, in the provider's own words."""
        raise NotImplementedError

    def sign(self, inbox: Inbox, body: bytes, secret: str) -> str:
        raise NotImplementedError

    def other_words(self, body: bytes) -> bytes:
        """The same message, written anew by another program."""
        raise NotImplementedError

    # --- posting -----------------------------------------------------------------------------

    def post(self, inbox: Inbox, body: bytes, header: str | None, *, path: str = "") -> Any:
        headers = {} if header is None else {self.header: header}
        return Client().post(
            path or self.path(inbox), data=body, content_type=self.content_type, headers=headers
        )

    def assert_refused(self, answer: Any) -> None:
        assert answer.status_code == 401
        assert answer.json()["code"] == "bad_signature"
        for model in (WebhookCall, Message, Conversation, Contact):
            assert not model.objects.exists(), model.__name__

    @pytest.fixture
    def inbox(self, db: None) -> Inbox:
        return self.make_inbox(SECRET)

    @pytest.fixture
    def right(self, inbox: Inbox) -> str:
        return self.sign(inbox, self.body(inbox), SECRET)

    # --- what is right -----------------------------------------------------------------------

    def test_right_signature_is_200_and_stored(self, inbox: Inbox, right: str) -> None:
        answer = self.post(inbox, self.body(inbox), right)
        assert answer.status_code == 200
        assert Message.objects.get().content == "Zoë / Müller 👋"
        assert bytes(WebhookCall.objects.get().body) == self.body(inbox)

    # --- what is wrong -----------------------------------------------------------------------

    def test_missing_empty_or_nonsense(self, inbox: Inbox) -> None:
        for header in (None, "", " ", "=", "sha256=", "garbage", "é" * 71, "é", LONG):
            self.assert_refused(self.post(inbox, self.body(inbox), header))

    def test_right_signature_inside_something_else(self, inbox: Inbox, right: str) -> None:
        """Two headers arrive as one, joined by a comma."""
        shapes = ["{0}x", "x{0}", "{0}{0}", "{0},{0}", "{0}, {0}", "{0};{0}", "sha1={0}", "{0}\t{0}", '"{0}"']
        for shape in shapes:
            self.assert_refused(self.post(inbox, self.body(inbox), shape.format(right)))

    def test_truncated(self, inbox: Inbox, right: str) -> None:
        for length in (1, 8, 20, -8, -1):
            self.assert_refused(self.post(inbox, self.body(inbox), right[:length]))

    def test_one_letter_wrong_at_every_place(self, inbox: Inbox, right: str) -> None:
        for place in range(0, len(right), 5):
            wrong = "0" if right[place] != "0" else "1"
            self.assert_refused(
                self.post(inbox, self.body(inbox), right[:place] + wrong + right[place + 1 :])
            )

    def test_another_secret(self, inbox: Inbox) -> None:
        for secret in ("", " ", SECRET.upper(), SECRET + " ", SECRET[:-1], "None", "null"):
            header = self.sign(inbox, self.body(inbox), secret)
            self.assert_refused(self.post(inbox, self.body(inbox), header))

    def test_secret_of_another_inbox(self, inbox: Inbox) -> None:
        body = self.body(inbox)
        other = self.make_inbox(FOREIGN)
        self.assert_refused(self.post(inbox, body, self.sign(inbox, body, FOREIGN)))
        self.assert_refused(self.post(other, body, self.sign(other, body, SECRET)))

    def test_every_other_secret_and_setting_of_the_inbox(self, inbox: Inbox) -> None:
        body = self.body(inbox)
        for name, value in inbox.config.items():
            if value and value != SECRET:
                answer = self.post(inbox, body, self.sign(inbox, body, value))
                assert answer.status_code == 401, name
                self.assert_refused(answer)

    def test_another_body(self, inbox: Inbox, right: str) -> None:
        body = self.body(inbox)
        for wrong in (body + b"&x=1", body + b"\x00", body[:-1], b"", body[::-1], self.body(inbox, "other")):
            self.assert_refused(self.post(inbox, wrong, right))

    def test_same_message_in_other_words(self, inbox: Inbox, right: str) -> None:
        wrong = self.other_words(self.body(inbox))
        assert wrong != self.body(inbox)
        self.assert_refused(self.post(inbox, wrong, right))

    def test_capitals_where_there_were_none(self, inbox: Inbox, right: str) -> None:
        body = self.body(inbox)
        self.assert_refused(self.post(inbox, body.replace(b"M", b"m"), right))
        self.assert_refused(self.post(inbox, body.upper(), right))

    def test_former_secret_is_good_while_rotating_and_not_after(self, db: None) -> None:
        inbox = self.make_inbox(SECRET)
        body = self.body(inbox)
        old = self.sign(inbox, body, SECRET)
        self.rotate(inbox, "the-new-secret")
        self.assert_refused(self.post(inbox, body, old))
        assert self.post(inbox, body, self.sign(inbox, body, "the-new-secret")).status_code == 200

    def test_signature_never_gets_into_the_log(
        self, inbox: Inbox, right: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG, "messaging"):
            self.post(inbox, self.body(inbox), right[:-1])
        assert right[:20] not in caplog.text
        assert SECRET not in caplog.text

    def test_other_methods_are_405(self, inbox: Inbox, right: str) -> None:
        given = {"data": self.body(inbox), "content_type": self.content_type, "headers": {self.header: right}}
        for method in ("put", "patch", "delete"):
            answer = getattr(Client(), method)(self.path(inbox), **given)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert not WebhookCall.objects.exists()


class RotatingDoorAttacks(DoorAttacks):
    """For those that take two secrets at once while one replaces the other."""

    def test_both_secrets_are_good_while_rotating(self, db: None) -> None:
        inbox = self.make_inbox(SECRET, OLD)
        for secret in (SECRET, OLD):
            body = self.body(inbox, f"signed by {secret}")
            assert self.post(inbox, body, self.sign(inbox, body, secret)).status_code == 200
        body = self.body(inbox)
        refused = self.post(inbox, body, self.sign(inbox, body, FOREIGN))
        assert refused.status_code == 401

    def test_url_of_an_inbox_that_shares_no_secret(self, inbox: Inbox, right: str) -> None:
        other = self.make_inbox(FOREIGN)
        self.assert_refused(self.post(inbox, self.body(inbox), right, path=self.path(other)))
