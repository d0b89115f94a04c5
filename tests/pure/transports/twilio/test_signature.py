"""X-Twilio-Signature: the documented vector, Twilio's own library as the oracle, and attacks."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qs, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from messaging.transports.base import WebhookRequest
from messaging.transports.twilio.webhook.signature import (
    HEADER,
    SETTINGS_HEADER,
    share_signer,
    signature,
    verify,
)
from tests.payloads import twilio

TOKEN, OTHER = "12345", "another token"
BASE = "https://console.example.com"
PATH = "/webhooks/twilio/7/"
FORM = {"content-type": "application/x-www-form-urlencoded"}
BODY = b"MessageSid=SM1&Body=Zo%C3%AB+%F0%9F%91%8B&From=whatsapp%3A%2B447700900123&Blank=&To="
DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/="


def config(**more: str) -> dict[str, str]:
    return {"auth_token": TOKEN, "public_url": BASE, **more}


def by_oracle(url: str, body: bytes, token: str = TOKEN, algorithm: str | None = None) -> str:
    params = MultiDict(parse_qs(body.decode(), keep_blank_values=True))
    return str(RequestValidator(token).compute_signature(url, params, algorithm))


class MultiDict(dict):  # type: ignore[type-arg]
    def getlist(self, name: str) -> list[str]:
        return self[name]


def call(header: str | None, body: bytes = BODY, query: str = "", **more: str) -> WebhookRequest:
    headers = {**FORM, **more} | ({} if header is None else {HEADER: header})
    return WebhookRequest(body, headers, PATH, query)


RIGHT = by_oracle(BASE + PATH, BODY)
quick = settings(max_examples=40, derandomize=True)


def test_documented_vector():
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, tuple(fields.items())) == b"RSOYDt4T1cUTdK1PDd93/VVr8B8="
    incoming = WebhookRequest(
        twilio.form(fields), {**FORM, HEADER: "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, "/myapp.php", "foo=1&bar=2"
    )
    assert verify({"auth_token": "12345", "public_url": "https://mycompany.com"}, incoming) is True


def test_right_one_is_accepted():
    assert verify(config(), call(RIGHT)) is True


def test_every_documented_form_is_accepted_as_twilio_signs_it(subtests: pytest.Subtests):
    for case in twilio.CASES:
        with subtests.test(case.name):
            url = BASE + PATH + (f"?{case.query}" if case.query else "")
            header = by_oracle(url, case.body)
            assert verify(config(), call(header, case.body, case.query)) is True
            assert verify(config(), call(header, case.body + b"&x=1", case.query)) is False


@quick
@given(
    st.lists(st.tuples(st.text(max_size=5), st.text(max_size=8)), max_size=8),
    st.text("abc=&%20", max_size=12),
    st.sampled_from(["", ":443", ":80", ":8443"]),
    st.sampled_from(["http", "https"]),
)
def test_own_code_and_twilios_agree(pairs, query, port, scheme):
    pairs = [(name, value) for name, value in pairs if storable(name) and storable(value)]
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
    base = f"{scheme}://console.example.com{port}"
    url = base + PATH + (f"?{query}" if query else "")
    params = MultiDict(parse_qs(body.decode(), keep_blank_values=True))
    oracle = RequestValidator(TOKEN)
    for signed in (url, base.replace(port, "") + PATH + (f"?{query}" if query else "")):
        header = by_oracle(signed, body)
        ours = verify(config(public_url=base), call(header, body, query))
        assert ours is oracle.validate(url, params, header) is True


def storable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


class TestAddress:
    def test_port_may_be_spelled_out_or_not(self, subtests):
        for signed in [BASE, f"{BASE}:443"]:
            for configured in [BASE, f"{BASE}:443", f"{BASE}/"]:
                with subtests.test(signed=signed, configured=configured):
                    header = by_oracle(signed + PATH, BODY)
                    assert verify(config(public_url=configured), call(header)) is True

    def test_any_other_address_is_refused(self, subtests):
        for name, signed in zip(
            ["scheme", "trailing slash", "case", "host", "query", "fragment"],
            [
                BASE.replace("https", "http") + PATH,
                BASE + PATH.rstrip("/"),
                BASE + PATH.upper(),
                "https://console.example.org" + PATH,
                BASE + PATH + "?a=1",
                BASE + PATH + "#rc=5&rp=all",
            ],
            strict=True,
        ):
            with subtests.test(name):
                assert verify(config(), call(by_oracle(signed, BODY))) is False

    def test_address_of_the_request_itself_counts_for_nothing(self):
        header = by_oracle("https://evil.example" + PATH, BODY)
        spoofed = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
        assert verify(config(), call(header, **spoofed)) is False

    def test_path_in_front_of_ours_belongs_to_the_public_url(self):
        header = by_oracle("https://example.com/console" + PATH, BODY)
        assert verify(config(public_url="https://example.com/console"), call(header)) is True

    def test_query_is_signed_as_it_is_written(self):
        header = by_oracle(f"{BASE}{PATH}?m=a%2Db", BODY)
        assert verify(config(), call(header, query="m=a%2Db")) is True
        assert verify(config(), call(header, query="m=a-b")) is False

    def test_without_a_sensible_public_url_nothing_is_right(self, subtests):
        for url in ["", " ", "nonsense", "https://[", "https://a:99999", "https://a:b"]:
            with subtests.test(url=url):
                for signed in (PATH, url + PATH):
                    assert verify(config(public_url=url), call(by_oracle_raw(signed))) is (
                        url == "nonsense" and signed != PATH
                    )


def by_oracle_raw(url: str) -> str:
    return by_oracle(url, BODY)


class TestSecrets:
    def test_previous_token_is_good_while_rotating(self):
        assert verify(config(auth_token="new", auth_token_previous=TOKEN), call(RIGHT)) is True
        assert verify(config(auth_token="new"), call(RIGHT)) is False

    def test_other_secrets_of_the_inbox_sign_nothing(self, subtests):
        for name in ["api_key_secret", "account_sid", "webhook_secret", "shared_key"]:
            with subtests.test(name=name):
                assert verify({"public_url": BASE, name: TOKEN}, call(RIGHT)) is False

    def test_without_a_token_nothing_is_right(self, subtests):
        for secret in ["", " ", "\t", None, 0, [], True]:
            with subtests.test(secret=secret):
                key = secret if isinstance(secret, str) else ""
                header = by_oracle(BASE + PATH, BODY, key)
                assert verify({"public_url": BASE, "auth_token": secret}, call(header)) is False  # type: ignore[dict-item]

    def test_token_may_be_any_text(self):
        assert verify(config(auth_token="ключ 🔑"), call(by_oracle(BASE + PATH, BODY, "ключ 🔑"))) is True
        assert verify(config(auth_token="\ud83d"), call(RIGHT)) is False

    def test_numbers_of_one_account_share_its_token(self, subtests):
        for mine, other, shared in [
            ({"auth_token": "a"}, {"auth_token": "a"}, True),
            ({"auth_token": "b", "auth_token_previous": "a"}, {"auth_token": "a"}, True),
            ({"auth_token": "a"}, {"auth_token": "b"}, False),
            ({"auth_token": ""}, {"auth_token": ""}, False),
            ({}, {}, False),
        ]:
            with subtests.test(mine=mine, other=other, shared=shared):
                assert share_signer(mine, other) is shared


class TestForm:
    def test_any_other_form_is_refused(self, subtests):
        for name, body in zip(
            ["more", "less", "empty", "spaces", "case", "no blank", "a space"],
            [
                BODY + b"&x=1",
                BODY[:-4],
                b"",
                BODY.replace(b"+", b"%2B"),
                BODY.replace(b"Zo", b"zo"),
                BODY.replace(b"Blank=&", b""),
                BODY.replace(b"Blank=", b"Blank=%20"),
            ],
            strict=True,
        ):
            with subtests.test(name):
                assert verify(config(), call(RIGHT, body)) is False

    def test_order_of_fields_means_nothing(self):
        turned = b"&".join(reversed(BODY.split(b"&")))
        assert verify(config(), call(RIGHT, turned)) is True

    def test_a_name_that_comes_twice_counts_each_value_once(self):
        body = b"a=2&b=x&a=1&a=2"
        assert signature(TOKEN, "u", [("a", "2"), ("b", "x"), ("a", "1"), ("a", "2")]) == signature(
            TOKEN, "u", [("a", "1"), ("a", "2"), ("b", "x")]
        )
        assert verify(config(), call(by_oracle(BASE + PATH, body), body)) is True

    def test_names_are_ordered_by_their_letters_capitals_first(self):
        body = b"b=1&B=2&a=3&%C3%A9=4"
        assert verify(config(), call(by_oracle(BASE + PATH, body), body)) is True

    def test_form_of_a_million_fields_is_refused_at_once(self):
        assert verify(config(), call(RIGHT, b"a&" * 1_000_000)) is False


class TestOtherBodies:
    """JSON is not signed itself: its hash is in the signed URL."""

    JSON = b'{"a": "\xc3\xab"}'
    TYPE = {"content-type": "application/json"}

    def query(self, body: bytes | None = None) -> str:
        return "bodySHA256=" + hashlib.sha256(self.JSON if body is None else body).hexdigest()

    def header(self, query: str) -> str:
        return str(RequestValidator(TOKEN).compute_signature(f"{BASE}{PATH}?{query}", {}))

    def test_hash_in_the_address_signs_the_body(self):
        query = self.query()
        assert verify(config(), call(self.header(query), self.JSON, query, **self.TYPE)) is True
        assert verify(config(), call(self.header(query), self.JSON + b" ", query, **self.TYPE)) is False

    def test_without_a_hash_the_body_counts_as_a_form(self):
        header = str(RequestValidator(TOKEN).compute_signature(BASE + PATH, {}))
        assert verify(config(), call(header, self.JSON, **self.TYPE)) is False

    def test_form_is_signed_itself_whatever_the_address_says(self):
        query = self.query(BODY)
        assert verify(config(), call(self.header(query), BODY, query)) is False

    def test_nonsense_for_a_hash(self, subtests):
        for query in ["bodySHA256=", "bodySHA256=x", "bodySHA256=" + "é" * 64]:
            with subtests.test(query=query):
                assert verify(config(), call(self.header(query), self.JSON, query, **self.TYPE)) is False


class TestSharedKey:
    SETTINGS = {SETTINGS_HEADER: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    RIGHT = by_oracle(BASE + PATH, BODY, "shared", "HMAC_SHA256")

    def test_shared_key_signs_by_sha256(self):
        assert verify(config(shared_key="shared"), call(self.RIGHT, **self.SETTINGS)) is True

    def test_not_by_another_algorithm(self, subtests):
        for named in [
            "",
            "algorithm=HMAC_SHA1",
            "algorithm=none",
            "algorithm=HMAC_SHA512",
            "algorithm",
            "key=1,algorithm=é",
        ]:
            with subtests.test(named=named):
                given = call(self.RIGHT, **{SETTINGS_HEADER: named})
                assert verify(config(shared_key="shared"), given) is False

    def test_nobody_may_choose_the_algorithm_of_a_token(self):
        assert (
            verify(config(), call(by_oracle(BASE + PATH, BODY, TOKEN, "HMAC_SHA256"), **self.SETTINGS))
            is False
        )
        assert (
            verify(config(), call(by_oracle(BASE + PATH, BODY, "", "HMAC_SHA256"), **self.SETTINGS)) is False
        )


NONSENSE = [
    "",
    " ",
    "=",
    RIGHT[:-1],
    RIGHT + "=",
    f" {RIGHT}",
    f"{RIGHT} ",
    f"{RIGHT},{RIGHT}",
    f"{RIGHT}, {RIGHT}",
    f"sha1={RIGHT}",
    RIGHT.swapcase(),
    "é" * 28,
    "\udcff" * 28,
    "\x00" * 28,
    "🔑" * 28,
    "A" * 28,
    "x" * 1_000_000,
]


def test_nonsense_is_refused_and_never_raises(subtests):
    for header in [None, *NONSENSE]:
        with subtests.test(ascii(header)[:20]):
            assert verify(config(), call(header)) is False


def test_one_wrong_letter_is_refused(subtests):
    for place in range(0, 28, 9):
        with subtests.test(place=place):
            wrong = "A" if RIGHT[place] != "A" else "B"
            assert verify(config(), call(RIGHT[:place] + wrong + RIGHT[place + 1 :])) is False


@quick
@given(st.text(max_size=64), st.binary(max_size=64), st.text(max_size=32), st.text(max_size=32))
def test_no_request_raises(header, body, query, url):
    headers = {HEADER: header, SETTINGS_HEADER: url, "content-type": query}
    assert verify(config(public_url=url), WebhookRequest(body, headers, query, header)) is False
