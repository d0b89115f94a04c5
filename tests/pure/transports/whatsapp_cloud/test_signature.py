from __future__ import annotations

from messaging import transports
from messaging.transports.base import WebhookRequest
from messaging.transports.whatsapp_cloud.webhook.signature import handshake, verify
from tests.pure.transports.signature_attacks import BODY, SECRET, SignatureAttacks, hex_digest


class TestCurrentSecret(SignatureAttacks):
    header = "x-hub-signature-256"

    def check(self, secret, headers, body):
        return verify({"app_secret": secret}, WebhookRequest(body, headers))

    def test_the_generic_header_does_not_count_here(self):
        assert self.check(SECRET, {"x-signature-256": self.right}, BODY) is False

    def test_other_secrets_of_the_inbox_sign_nothing(self):
        for name in ("verify_token", "access_token", "webhook_secret"):
            assert verify({name: SECRET}, WebhookRequest(BODY, {self.header: self.right})) is False


class TestPreviousSecret(SignatureAttacks):
    """While rotating: everything holds for the old secret, too."""

    header = "x-hub-signature-256"

    def check(self, secret, headers, body):
        return verify(
            {"app_secret": "the new one", "app_secret_previous": secret}, WebhookRequest(body, headers)
        )


def test_the_transport_checks_the_same_way():
    header = {"x-hub-signature-256": f"sha256={hex_digest(SECRET, BODY)}"}
    check = transports.get("whatsapp_cloud").verify
    assert check({"app_secret": SECRET}, WebhookRequest(BODY, header)) is True
    assert check({"app_secret": SECRET}, WebhookRequest(BODY + b" ", header)) is False
    assert check({"app_secret": SECRET}, WebhookRequest(BODY)) is False
    assert check({}, WebhookRequest(BODY, header)) is False


def test_an_empty_previous_secret_opens_nothing():
    header = {"x-hub-signature-256": f"sha256={hex_digest('', BODY)}"}
    assert verify({"app_secret": SECRET, "app_secret_previous": ""}, WebhookRequest(BODY, header)) is False


def params(**more: str) -> dict[str, str]:
    given = {"mode": "subscribe", "verify_token": "tökén", "challenge": "1158201444"} | more
    return {f"hub.{name}": value for name, value in given.items()}


class TestHandshake:
    CONFIG = {"verify_token": "tökén"}

    def test_right_token_gets_its_challenge_back(self):
        assert handshake(self.CONFIG, params()) == "1158201444"

    def test_anything_wrong_gets_nothing(self, subtests):
        for wrong in [
            {"verify_token": "token"},
            {"verify_token": ""},
            {"verify_token": "tökén "},
            {"verify_token": "\udcff"},
            {"mode": "unsubscribe"},
            {"mode": ""},
            {"challenge": ""},
        ]:
            with subtests.test(wrong=wrong):
                assert handshake(self.CONFIG, params(**wrong)) is None

    def test_anything_missing_gets_nothing(self, subtests):
        for missing in ["hub.mode", "hub.verify_token", "hub.challenge"]:
            with subtests.test(missing=missing):
                given = params()
                del given[missing]
                assert handshake(self.CONFIG, given) is None

    def test_inbox_without_a_token_is_never_verified(self, subtests):
        for config in [{}, {"verify_token": ""}, {"verify_token": " "}, {"verify_token": None}]:
            with subtests.test(config=config):
                assert handshake(config, params(verify_token=config.get("verify_token") or "")) is None
                assert handshake(config, params()) is None


def test_numbers_of_one_app_share_its_secret(subtests):
    for config, other, shared in [
        ({"app_secret": "a"}, {"app_secret": "a"}, True),
        ({"app_secret": "new", "app_secret_previous": "a"}, {"app_secret": "a"}, True),
        ({"app_secret": "a"}, {"app_secret": "b"}, False),
        ({"app_secret": "a", "verify_token": "b"}, {"app_secret": "b"}, False),
        ({}, {}, False),
        ({"app_secret": ""}, {"app_secret": ""}, False),
    ]:
        with subtests.test(config=config, other=other, shared=shared):
            assert transports.get("whatsapp_cloud").share_signer(config, other) is shared
