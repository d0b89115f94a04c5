"""What is tried too often is answered 429 with ``Retry-After``, and nobody else pays for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client, override_settings

from messaging.actions.people import create_api_token
from messaging.api import authentication
from messaging.api.kit import login_throttle
from messaging.models import Inbox
from messaging.realtime.authentication import ConnectionRefused, authenticate
from messaging.realtime.protocol import LOG_IN_AGAIN, TOO_MANY
from messaging.throttles import MEDIA, METRICS, PASSWORDS, SOCKETS, WEBHOOKS
from tests.factories import APP_SECRET, BY, PASSWORD, WEBHOOK_SECRET, an_agent, an_inbox, signature

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def refused(answer: Any, code: str = "too_many_attempts") -> bool:
    """Whether it is a 429 in the envelope that says when to come back."""
    if answer.status_code != 429:
        return False
    assert 1 <= int(answer["Retry-After"]) <= 900
    if answer["Content-Type"] == "application/json":
        assert answer.json()["code"] == code
        assert answer.json().keys() == {"code", "detail", "errors"}
    return True


def me(token: str, address: str = HERE) -> Any:
    return Client(REMOTE_ADDR=address).get("/api/me/", HTTP_AUTHORIZATION=f"Token {token}")


def a_token() -> str:
    return create_api_token(an_agent(), by=BY)


# --- API tokens ------------------------------------------------------------------------------


def guess(address: str = HERE, times: int = authentication.GUESSED.limit.most) -> None:
    for n in range(times):
        assert me(f"{n:064x}", address).status_code == 401


def test_guessing_tokens_ends() -> None:
    guess()
    assert refused(me("f" * 64))
    assert me("f" * 64, ELSEWHERE).status_code == 401


def test_guessing_from_one_64_ends() -> None:
    for n in range(authentication.GUESSED.limit.most):
        assert me(f"{n:064x}", f"2001:db8::{n:x}").status_code == 401
    assert refused(me("f" * 64, "2001:db8::ffff"))


def test_token_in_use_works_where_a_neighbour_guesses_and_a_new_one_waits() -> None:
    in_use, fresh = a_token(), a_token()
    assert me(in_use).status_code == 200
    guess()
    assert me(in_use).status_code == 200
    assert refused(me(fresh))
    assert me(fresh, ELSEWHERE).status_code == 200
    assert me(fresh).status_code == 200


def test_program_with_a_revoked_token_is_no_guesser() -> None:
    for _ in range(3 * authentication.GUESSED.limit.most):
        assert me("dead" * 16).status_code == 401
    assert me(a_token()).status_code == 200


# --- requests --------------------------------------------------------------------------------


@override_settings(REQUESTS_PER_MINUTE=3)
def test_requests_of_one_token_are_limited() -> None:
    token, other = a_token(), a_token()
    assert [me(token, f"192.0.2.{n}").status_code for n in range(3)] == [200] * 3
    assert refused(me(token), "throttled")
    assert me(other).status_code == 200


@override_settings(REQUESTS_PER_MINUTE=3)
def test_tickets_are_requests(client: Client) -> None:
    token = a_token()
    answers = [client.post("/api/socket-ticket/", HTTP_AUTHORIZATION=f"Token {token}") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


@override_settings(REQUESTS_PER_MINUTE=3)
def test_requests_of_one_session_are_limited(client: Client) -> None:
    agent = an_agent()
    client.force_login(agent)
    assert [client.get("/api/me/").status_code for _ in range(4)] == [200, 200, 200, 429]
    another = Client()
    another.force_login(agent)
    assert another.get("/api/me/").status_code == 200


@override_settings(REQUESTS_PER_MINUTE=1)
def test_health_is_never_throttled(client: Client) -> None:
    assert {client.get(path).status_code for path in ["/healthz/live", "/healthz/ready"] * 20} == {200}


# --- logins ----------------------------------------------------------------------------------


def log_in(name: str, password: str = "wrong", address: str = HERE, client: Client | None = None) -> Any:
    body = {"username": name, "password": password}
    client = client or Client()
    return client.post("/api/session/", body, content_type="application/json", REMOTE_ADDR=address)


def spray(addresses: Callable[[int], str]) -> None:
    for n in range(login_throttle.SPRAYED.limit.most):
        assert log_in(f"somebody{n}", address=addresses(n)).status_code == 400


def test_spraying_names_from_one_address_ends() -> None:
    agent = an_agent()
    spray(lambda _: HERE)
    assert refused(log_in("another"))
    assert refused(log_in(agent.username, PASSWORD))
    assert log_in(agent.username, PASSWORD, ELSEWHERE).status_code == 200


def test_rotating_addresses_of_one_64_ends() -> None:
    spray(lambda n: f"2001:db8::{n:x}")
    assert refused(log_in("another", address="2001:db8::ffff"))
    assert log_in("another", address="2001:db8:0:1::1").status_code == 400


def test_one_name_and_one_64_are_a_pair() -> None:
    answers = [log_in("mia", address=f"2001:db8::{n:x}").status_code for n in range(5)]
    assert answers == [400] * 4 + [429]


def test_admin_s_login_counts_with_the_console_s() -> None:
    client = Client(REMOTE_ADDR=HERE)
    for n in range(login_throttle.SPRAYED.limit.most):
        client.post("/admin/login/", {"username": f"somebody{n}", "password": "wrong"})
    answer = client.post("/admin/login/", {"username": "another", "password": "wrong"})
    assert refused(answer)
    assert answer.content.decode().startswith("Too many failed logins. Try again in ")
    assert refused(log_in("another"))


def test_colleagues_who_log_in_use_nothing_up() -> None:
    agent = an_agent()
    for _ in range(2 * login_throttle.SPRAYED.limit.most):
        assert log_in(agent.username, PASSWORD).status_code == 200


def test_one_name_from_everywhere_is_slowed_down_but_not_locked() -> None:
    agent = an_agent()
    for n in range(login_throttle.NAME.most):
        assert log_in(agent.username, address=f"198.51.100.{n}").status_code == 400
    assert log_in(agent.username.upper(), address="203.0.113.1").status_code == 400  # its turn
    answer = log_in(agent.username, PASSWORD, "203.0.113.2")
    assert refused(answer)
    assert int(answer["Retry-After"]) <= login_throttle.PACE.seconds
    assert log_in("another", address="203.0.113.3").status_code == 400


def test_own_device_goes_on_whatever_others_try() -> None:
    agent, device = an_agent(), Client()
    assert log_in(agent.username, PASSWORD, client=device).status_code == 200
    spray(lambda _: HERE)
    for n in range(login_throttle.NAME.most):
        log_in(agent.username, address=f"198.51.100.{n}")
    device.delete("/api/session/")
    assert log_in(agent.username, PASSWORD, client=device).status_code == 200


def test_device_is_known_for_its_own_name_and_no_free_ticket() -> None:
    agent, other, device = an_agent(), an_agent(), Client()
    log_in(agent.username, PASSWORD, client=device)
    assert [log_in(agent.username, client=device).status_code for _ in range(6)] == [400] * 4 + [429] * 2
    spray(lambda _: ELSEWHERE)
    assert refused(log_in(other.username, address=ELSEWHERE, client=device))


def test_cookie_of_a_device_is_closed_to_scripts(client: Client) -> None:
    agent = an_agent()
    cookie = log_in(agent.username, PASSWORD, client=client).cookies[login_throttle.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert agent.username not in cookie.value


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a password was hashed: that is what takes time."""
    calls: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *rest, **more: calls.append("") or encode(self, *rest, **more)
    )
    return calls


def test_known_and_unknown_names_take_equal_time(hashed: list[str], subtests: pytest.Subtests) -> None:
    known, inactive, without = an_agent(), an_agent(is_active=False), an_agent()
    without.set_unusable_password()
    without.save()
    for name in [known.username, "nobody-of-that-name", inactive.username, without.username]:
        with subtests.test(name=name):
            hashed.clear()
            assert log_in(name).status_code == 400
            assert len(hashed) == 1


def test_password_page_is_no_place_to_guess(client: Client) -> None:
    agent = an_agent("admin", is_staff=True)
    client.force_login(agent)
    new = "entirely-another-42"

    def change(old: str, new: str = new) -> Any:
        body = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post("/admin/password_change/", body)

    assert {change(PASSWORD, "weak").status_code for _ in range(2 * PASSWORDS.most)} == {200}
    assert [change("wrong").status_code for _ in range(PASSWORDS.most)] == [200] * PASSWORDS.most
    assert refused(change(PASSWORD))


# --- sockets, webhooks, links ----------------------------------------------------------------


def knock(address: str, ticket: str = "wrong") -> int:
    scope = {"client": (address, 1), "subprotocols": ["desk.v1", f"ticket.{ticket}"], "headers": []}
    try:
        authenticate(scope)
    except ConnectionRefused as refusal:
        return refusal.close_code
    return 0


def test_guessing_tickets_ends(client: Client) -> None:
    client.force_login(an_agent())
    assert {knock(HERE) for _ in range(SOCKETS.limit.most)} == {LOG_IN_AGAIN}
    assert knock(HERE) == TOO_MANY
    assert knock(ELSEWHERE) == LOG_IN_AGAIN
    assert knock(HERE, client.post("/api/socket-ticket/").json()["ticket"]) == 0


@pytest.fixture
def inbox(transactional_db: None) -> Inbox:
    """Committed: webhooks are answered in threads of their own."""
    return an_inbox(default=True)


def post(path: str, body: bytes, **headers: str) -> Any:
    return Client(REMOTE_ADDR=HERE).post(path, body, content_type="application/json", **headers)


@pytest.mark.parametrize("path", ["/webhooks/whatsapp/{}/", "/api/webhook/?inbox={}"])
def test_wrong_signatures_end_and_right_ones_never(inbox: Inbox, path: str) -> None:
    path, wrong = path.format(inbox.pk), "sha256=" + "0" * 64
    forged = {"HTTP_X_HUB_SIGNATURE_256": wrong, "HTTP_X_SIGNATURE_256": wrong}
    for _ in range(WEBHOOKS.limit.most):
        assert post(path, b"{}", **forged).status_code == 401
    assert refused(post(path, b"{}", **forged))
    assert refused(post(path, b"{}"))
    right = {
        "HTTP_X_HUB_SIGNATURE_256": signature(b"{}", APP_SECRET),
        "HTTP_X_SIGNATURE_256": signature(b"{}", WEBHOOK_SECRET),
    }
    assert post(path, b"{}", **right).status_code in {200, 400}


def test_what_is_not_signed_is_not_counted(inbox: Inbox) -> None:
    path = f"/webhooks/whatsapp/{inbox.pk}/"
    assert {post(path, b"{}").status_code for _ in range(WEBHOOKS.limit.most + 1)} == {401}


@pytest.mark.parametrize(
    "path", ["/webhooks/whatsapp/{}/", "/webhooks/twilio/{}/status/", "/api/webhook/?inbox={}"]
)
@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_X_HUB_SIGNATURE_256": "sha256=0", "HTTP_X_TWILIO_SIGNATURE": "x"}]
)
def test_made_up_ids_end_and_tell_no_more(inbox: Inbox, path: str, headers: dict[str, str]) -> None:
    """Once an address has tried too many, an inbox that exists is answered as one that does not."""
    numbers = range(inbox.pk + 1, inbox.pk + 1 + WEBHOOKS.limit.most)
    assert {post(path.format(number), b"{}", **headers).status_code for number in numbers} == {404}
    assert refused(post(path.format(inbox.pk + 1), b"{}", **headers))
    assert refused(post(f"/webhooks/whatsapp/{inbox.pk}/", b"{}", **headers))
    right = {"HTTP_X_HUB_SIGNATURE_256": signature(b"{}", APP_SECRET)}
    assert post(f"/webhooks/whatsapp/{inbox.pk}/", b"{}", **right).status_code == 200


def test_a_missing_default_inbox_is_no_made_up_id(transactional_db: None) -> None:
    answers = [post("/api/webhook/", b"{}") for _ in range(WEBHOOKS.limit.most + 1)]
    assert {answer.json()["code"] for answer in answers} == {"no_default_inbox"}


def test_wrong_verify_tokens_end(inbox: Inbox) -> None:
    def handshake(token: str) -> Any:
        query = {"hub.mode": "subscribe", "hub.challenge": "42", "hub.verify_token": token}
        return Client(REMOTE_ADDR=HERE).get(f"/webhooks/whatsapp/{inbox.pk}/", query)

    assert {handshake(f"guess-{n}").status_code for n in range(WEBHOOKS.limit.most)} == {403}
    assert refused(handshake("one more"))
    assert handshake("verify-me").status_code == 200


def test_guessing_signed_links_ends() -> None:
    client = Client(REMOTE_ADDR=HERE)
    assert {client.get(f"/media/a{n}:b:c/file.png").status_code for n in range(MEDIA.limit.most)} == {404}
    assert refused(client.get("/media/a:b:c/file.png"))


@override_settings(METRICS_TOKEN="the-right-one")
def test_guessing_the_token_of_metrics_ends() -> None:
    client = Client(REMOTE_ADDR=HERE)
    assert {client.get("/metrics").status_code for _ in range(METRICS.limit.most)} == {403}
    assert refused(client.get("/metrics"))
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer the-right-one").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_metrics_are_not_of_this_machine_behind_a_proxy(client: Client, header: str) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 403
