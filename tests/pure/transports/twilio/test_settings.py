from __future__ import annotations

import base64

from messaging.transports.twilio import Twilio
from messaging.transports.twilio.settings import SETTINGS, authorization
from tests.payloads import twilio
from tests.pure.transports.twilio.rest import config

HTTPS = ("public_url", "api_base_url", "content_base_url", "messaging_base_url")


def wrong(**more: str) -> dict[str, list[str]]:
    return Twilio().check({**config(), **more})


def test_names_of_the_contract():
    names = {one.name for one in SETTINGS}
    assert names >= {"account_sid", "auth_token", "api_base_url", "public_url"}
    assert {one.name for one in SETTINGS if one.secret} == {
        "auth_token",
        "auth_token_previous",
        "api_key_secret",
        "shared_key",
    }


def test_complete_one_is_right():
    assert wrong() == {}
    few = {"account_sid": twilio.ACCOUNT, "auth_token": "t", "public_url": "https://a.example"}
    assert Twilio().check(few) == {}


def test_required(subtests):
    for name in ["account_sid", "auth_token", "public_url"]:
        with subtests.test(name=name):
            assert list(wrong(**{name: " "})) == [name]


def test_account_sid_is_one(subtests):
    for sid in [
        "AC",
        "AC" + "0" * 31,
        "AC" + "0" * 33,
        "SK" + "0" * 32,
        "ac" + "0" * 32,
        "AC" + "g" * 32,
        "AC0/../1",
    ]:
        with subtests.test(sid=sid):
            assert list(wrong(account_sid=sid)) == ["account_sid"]


def test_service_sid_is_one():
    assert wrong(messaging_service_sid="MG" + "0" * 32) == {}
    assert list(wrong(messaging_service_sid="AC" + "0" * 32)) == ["messaging_service_sid"]


def test_token_fits_into_a_header(subtests):
    for token in ["a b", "a\r\nX: 1", "tökén", "a\x00"]:
        with subtests.test(token=token):
            assert list(wrong(auth_token=token)) == ["auth_token"]


def test_half_an_api_key_is_none():
    assert list(wrong(api_key_sid="SK" + "0" * 32)) == ["api_key_secret"]
    assert list(wrong(api_key_secret="s")) == ["api_key_sid"]
    assert wrong(api_key_sid="SK" + "0" * 32, api_key_secret="s") == {}


def test_base_urls(subtests):
    for name in HTTPS:
        for url, right in [
            ("https://a.example", True),
            ("https://a.example:8443/console/", True),
            ("http://127.0.0.1:8000", True),
            ("http://localhost:8000", True),
            ("http://[::1]:8000", True),
            ("http://a.example", False),
            ("http://127.0.0.1.evil.example", False),
            ("ftp://a.example", False),
            ("https://user:pw@a.example", False),
            ("https://a.example?x=1", False),
            ("https://a.example#rc=5", False),
            ("https://a.example/../b", False),
            ("https://a exa mple", False),
            ("a.example", False),
            ("https://", False),
            ("https://a:99999", False),
            ("https://[", False),
        ]:
            with subtests.test(name=name, url=url, right=right):
                assert (name not in wrong(**{name: url})) is right


def test_route_is_the_number_in_one_spelling(subtests):
    for address, route in [
        ("+15550001111", "whatsapp:+15550001111"),
        ("whatsapp:+15550001111", "whatsapp:+15550001111"),
        ("+1 (555) 000-1111", "whatsapp:+15550001111"),
        ("15550001111", "whatsapp:+15550001111"),
        ("", ""),
    ]:
        with subtests.test(address=address, route=route):
            assert Twilio().route({**config(), "address": address}) == route


def test_account():
    assert Twilio().account(config()) == twilio.ACCOUNT


def test_api_key_opens_the_account_when_there_is_one():
    def login(**more: str) -> str:
        return base64.b64decode(authorization({**config(), **more})["Authorization"].split()[1]).decode()

    assert login() == f"{twilio.ACCOUNT}:{twilio.TOKEN}"
    assert login(api_key_sid="SK1", api_key_secret="s") == "SK1:s"
