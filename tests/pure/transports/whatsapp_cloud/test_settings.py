from __future__ import annotations

from messaging import transports
from messaging.transports.whatsapp_cloud.settings import SETTINGS, check, graph_url

GOOD = {
    "phone_number_id": "106540000000001",
    "waba_id": "102290129340398",
    "app_secret": "secret",
    "verify_token": "any text",
    "access_token": "EAAG-token_1",
}


def with_url(url: str) -> dict[str, list[str]]:
    return check(GOOD | {"graph_base_url": url})


def test_settings_are_the_public_ones():
    assert [setting.name for setting in SETTINGS] == [
        "phone_number_id", "waba_id", "app_secret", "app_secret_previous", "verify_token", "access_token",
        "graph_base_url", "graph_version",
    ]  # fmt: skip
    assert {setting.name for setting in SETTINGS if setting.secret} == {
        "app_secret", "app_secret_previous", "verify_token", "access_token",
    }  # fmt: skip


def test_good_config_has_nothing_wrong():
    assert check(GOOD) == {}
    assert transports.get("whatsapp_cloud").check(GOOD | {"webhook_secret": "another's business"}) == {}


def test_empty_config_names_everything_required():
    assert set(check({})) == {"phone_number_id", "app_secret", "verify_token", "access_token"}
    assert check({})["app_secret"] == ["This setting is required."]


def test_empty_optional_settings_take_their_defaults(subtests):
    for empty in ["", "  ", None]:
        with subtests.test(empty=empty):
            config = GOOD | {"graph_base_url": empty, "graph_version": empty, "app_secret_previous": empty}
            assert check(config) == {}
            assert graph_url(config, "1/messages") == "https://graph.facebook.com/v26.0/1/messages"


def test_bad_value_is_named(subtests):
    for name, value in [
        ("phone_number_id", "+15550001111"),
        ("phone_number_id", "1/../2"),
        ("phone_number_id", "١٢٣"),
        ("phone_number_id", "1" * 65),
        ("waba_id", "abc"),
        ("graph_version", "26"),
        ("graph_version", "v26.0/../x"),
        ("access_token", "to ken"),
        ("access_token", "token\r\nX-Evil: 1"),
        ("access_token", "tökén"),
    ]:
        with subtests.test(name=name, value=value):
            (sentence,) = check(GOOD | {name: value})[name]
            assert sentence.startswith(("This must", "This may"))


SAFE_URLS = [
    "https://graph.facebook.com",
    "https://graph.facebook.com/",
    "https://proxy.example.org:8443/graph",
    "http://127.0.0.1:8000/simulator/graph",
    "http://127.9.9.9",
    "http://localhost:8000",
    "http://[::1]:8000",
    "HTTP://LOCALHOST",
]


def test_https_anywhere_and_plain_http_on_this_machine():
    for url in SAFE_URLS:
        assert with_url(url) == {}, url


LEAKING_URLS = [
    "http://graph.facebook.com",
    "http://10.0.0.1",
    "http://0.0.0.0",
    "http://localhost.example.org",
    "http://127.0.0.1.example.org",
    "http://127.0.0.1@example.org",
    "https://user:password@example.org",
    "http://127.0.0.1#@example.org",
    "http://127.0.0.1\\@example.org",
    "https://example.org?x=1",
    "https://example.org/a/../b",
    "https://exa mple.org",
    "https://",
    "https:///path",
    "ftp://example.org",
    "file:///etc/passwd",
    "graph.facebook.com",
    "//example.org",
    "https://[::1",
    "https://example.org:99999",
    "https://example.org:port",
    "https://exämple.org",
]


def test_url_that_might_leak_the_token_is_refused():
    for url in LEAKING_URLS:
        assert list(with_url(url)) == ["graph_base_url"], url


def test_url_of_a_path():
    config = GOOD | {"graph_base_url": "http://127.0.0.1:9/simulator/graph/", "graph_version": "v99.1"}
    assert graph_url(config, "1/messages") == "http://127.0.0.1:9/simulator/graph/v99.1/1/messages"


def test_route_is_the_phone_number_id():
    assert transports.get("whatsapp_cloud").route(GOOD) == "106540000000001"
    assert transports.get("whatsapp_cloud").route({}) == ""
