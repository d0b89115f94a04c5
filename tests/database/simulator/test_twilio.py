"""The fake Twilio: what a business calls, and what it is told."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from aiohttp import web
from django.test import AsyncClient
from twilio.request_validator import RequestValidator

from messaging.transports.twilio import Twilio
from messaging.transports.twilio.errors import lookup
from simulator import faults, runtime
from simulator.media_samples import sample
from simulator.models import SimulatedMessage, SimulatedNumber, SimulatedWebhook
from simulator.provider import customers
from simulator.sending import posts, statuses
from simulator.sending.worker import SimulatorWorker
from tests.database.simulator import furnish
from tests.database.simulator.conftest import NO_WAITING, Phone

ACCOUNT = "AC" + "ab12" * 8
AUTH_TOKEN = "auth token"
SENDER = "whatsapp:+15550002222"
API = f"/simulator/twilio/2010-04-01/Accounts/{ACCOUNT}"
LISTED = f"2010-04-01/Accounts/{ACCOUNT}/Messages.json?"


@pytest.fixture
def shop(transactional_db: None) -> SimulatedNumber:
    return furnish.register_number(
        SENDER,
        provider="twilio",
        waba_id=ACCOUNT,
        display_number="+15550002222",
        verified_name="Twilio Shop",
        access_token=AUTH_TOKEN,
        webhook_url="http://127.0.0.1:9/in",
    )


@pytest.fixture
async def kim(shop: SimulatedNumber, database_of_shop: Callable[..., Any]) -> Any:
    made, _ = await database_of_shop(customers.create_customer, shop, "447700900123", "Kim")
    return await database_of_shop(furnish.open_window, made)


@pytest.fixture
async def database_of_shop(shop: SimulatedNumber) -> AsyncIterator[Callable[..., Any]]:
    yield runtime.database.run
    runtime.database.close()


class Api:
    """A business that calls the fake Twilio."""

    def __init__(self) -> None:
        self.client = AsyncClient()
        self.login = f"{ACCOUNT}:{AUTH_TOKEN}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(self.login.encode()).decode()}

    async def get(self, path: str) -> tuple[int, Any]:
        answer = await self.client.get(f"/simulator/twilio/{path}", headers=self.headers)
        return answer.status_code, json.loads(answer.content)

    async def send(self, **form: str) -> tuple[int, Any]:
        integer = {"From": SENDER, "To": "whatsapp:+447700900123", "Body": "Hi"} | form
        answer = await self.client.post(
            f"{API}/Messages.json", {k: v for k, v in integer.items() if v}, headers=self.headers
        )
        return answer.status_code, json.loads(answer.content)


@pytest.fixture
def api(database_of_shop: Callable[..., Any]) -> Api:
    return Api()


@pytest.fixture
def database(database_of_shop: Callable[..., Any]) -> Callable[..., Any]:
    return database_of_shop


def reported() -> list[dict[str, str]]:
    rows = SimulatedWebhook.objects.order_by("id")
    return [dict(parse_qsl(row.body, keep_blank_values=True)) for row in rows]


async def test_sending_a_text(api, kim, database):
    status, answer = await api.send(StatusCallback="https://console.example.com/status?m=1")
    assert (status, answer["status"], answer["direction"]) == (201, "queued", "outbound-api")
    assert (answer["from"], answer["to"]) == (SENDER, "whatsapp:+447700900123")
    message = await database(SimulatedMessage.objects.get, wamid=answer["sid"])
    assert (message.body, message.callback_url) == ("Hi", "https://console.example.com/status?m=1")
    assert answer["sid"].startswith("SM")
    assert len(answer["sid"]) == 34


async def test_sending_a_place_and_to_a_user_id(api, kim, database):
    _, answer = await api.send(PersistentAction="geo:1.5,2.5|Shop", To=f"whatsapp:{kim.bsuid}")
    message = await database(SimulatedMessage.objects.get, wamid=answer["sid"])
    assert (message.kind, message.payload["name"]) == ("location", "Shop")
    assert (await api.send(To="whatsapp:GB.77"))[1]["code"] == 63024


@pytest.mark.parametrize(
    "login", ["", f"{ACCOUNT}:wrong", f"AC{'0' * 32}:{AUTH_TOKEN}", f"{ACCOUNT}:{AUTH_TOKEN}é"]
)
async def test_without_the_right_login(api, kim, database, login):
    api.login = login
    status, answer = await api.send()
    assert (status, answer["code"], answer["status"]) == (401, 20003, 401)
    assert not await database(SimulatedMessage.objects.exists)


async def test_refusals(api, kim):
    assert (await api.send(Body=" "))[1]["code"] == 21602
    assert (await api.get("v1/Nothing"))[1]["code"] == 20404
    assert (await api.get(f"2010-04-01/Accounts/AC{'0' * 32}.json"))[1]["code"] == 20003


@pytest.fixture
async def business() -> AsyncIterator[tuple[str, list[tuple[str, str, str]]]]:
    """A business on loopback: takes forms, offers a file."""
    taken: list[tuple[str, str, str]] = []

    async def take(request: web.Request) -> web.Response:
        taken.append((str(request.url), request.headers["X-Twilio-Signature"], await request.text()))
        return web.Response(status=500 if "refuse" in request.query else 200)

    async def give(request: web.Request) -> web.Response:
        disposition = {"Content-Disposition": 'attachment; filename="photo.jpg"'}
        return web.Response(body=sample("image").data, content_type="image/jpeg", headers=disposition)

    app = web.Application()
    app.add_routes([web.post("/in", take), web.get("/photo", give)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", taken
    await runner.cleanup()


async def settled(database: Callable[..., Any]) -> None:
    """Post everything that waits."""
    worker = SimulatorWorker(runtime.database, NO_WAITING)
    await worker.start()
    try:
        for _ in range(400):
            waiting = await database(lambda: SimulatedWebhook.objects.exists() or _moving().exists())
            if not waiting:
                return
            await worker._turn()
        raise AssertionError("The simulator does not come to rest.")
    finally:
        await worker.stop()


def _moving() -> Any:
    return SimulatedMessage.objects.exclude(next_status_at=None)


async def test_receipts_go_signed_to_the_urls_of_their_messages(api, kim, database, business):
    url, taken = business
    _, answer = await api.send(StatusCallback=f"{url}/in?m=0b5c#rc=5")
    await settled(database)
    assert {called for called, _, _ in taken} == {f"{url}/in?m=0b5c"}
    forms = [dict(parse_qsl(body)) for _, _, body in taken]
    assert [form["MessageStatus"] for form in forms] == ["sent", "delivered", "read"]
    assert {form["MessageSid"] for form in forms} == {answer["sid"]}
    for called, signature, body in taken:
        params: Any = dict(parse_qsl(body, keep_blank_values=True))
        assert RequestValidator(AUTH_TOKEN).validate(called, params, signature)


async def test_what_customers_write_is_posted_one_by_one(kim, shop, database, business):
    url, taken = business
    await database(furnish.register_number, SENDER, webhook_url=f"{url}/in")
    for text in ("one", "two"):
        await database(furnish.send_text, kim, text)
    await settled(database)
    assert [dict(parse_qsl(body))["Body"] for _, _, body in taken] == ["one", "two"]
    statuses = await database(lambda: set(SimulatedMessage.objects.values_list("status", flat=True)))
    assert statuses == {"delivered"}


async def test_an_answer_that_is_no_200_loses_the_message_and_the_poll_finds_it(api, kim, database, business):
    url, taken = business
    await database(furnish.register_number, SENDER, webhook_url=f"{url}/in?refuse=1")
    await database(furnish.send_text, kim, "lost")
    await settled(database)
    assert len(taken) == 1
    _, listed = await api.get(f"2010-04-01/Accounts/{ACCOUNT}/Messages.json?To={SENDER.replace('+', '%2B')}")
    assert [(row["body"], row["direction"]) for row in listed["messages"]] == [("lost", "inbound")]


async def test_callbacks_that_are_lost_are_made_good_by_the_list(api, kim, database, business):
    url, taken = business
    await database(faults.switch, kim.number, "drop", None)
    _, fine = await api.send(StatusCallback=f"{url}/in")
    await settled(database)
    await database(faults.switch, kim.number, "fail", 1, {"code": 63049})
    _, wrong = await api.send(Body="Buy now", StatusCallback=f"{url}/in")
    await settled(database)
    await database(furnish.send_text, kim, "Hello")
    _, listed = await api.get(f"{LISTED}From={quote(SENDER)}")
    assert [row["direction"] for row in listed["messages"]] == ["outbound-api"] * 2
    body = json.dumps({"object": "twilio_messages", "messages": listed["messages"]}).encode()
    found = {one.external_id: one for one in Twilio().parse(body).receipts}
    assert {sid: one.status for sid, one in found.items()} == {fine["sid"]: "read", wrong["sid"]: "failed"}
    assert found[wrong["sid"]].error["code"] == "63049"
    assert taken == []


async def test_messages_are_listed_by_who_wrote_to_whom_and_when(api, kim, database):
    await database(furnish.send_text, kim, "in")
    await api.send(Body="out")
    person, ours = quote("whatsapp:+447700900123"), quote(SENDER)
    for request, bodies in (
        (f"To={ours}", ["in"]),
        (f"From={ours}", ["out"]),
        (f"To={person}", ["out"]),
        (f"From={person}", ["in"]),
        (f"From={quote(f'whatsapp:{kim.bsuid}')}", ["in"]),
        (f"From={ours}&To={person}", ["out"]),
        (f"From={ours}&To={ours}", []),
        ("From=whatsapp:%2B1", []),
        ("DateSent%3C=2020-01-01T00:00:00Z", []),
        ("DateSent%3C=2090-01-01T00:00:00Z", ["in"]),  # what is queued was not sent at any time
    ):
        _, listed = await api.get(LISTED + request)
        assert [row["body"] for row in listed["messages"]] == bodies, request


def test_a_connection_that_fails_is_tried_once_more(shop):
    customer, _ = customers.create_customer(shop, "447700900123", "Kim")
    furnish.send_text(customer, "Hi")
    [post] = posts.claim(1, statuses.timezone.now())
    failure = f"{posts.NO_ANSWER} (ClientConnectorError)"
    again = posts.settle(post, failure, NO_WAITING)
    assert again is not None
    assert (again.webhook_ids, again.attempts) == (post.webhook_ids, 1)
    assert posts.settle(again, failure, NO_WAITING) is None
    assert not SimulatedWebhook.objects.exists()


async def test_a_file_of_the_business_is_fetched(api, kim, database, business):
    url, _ = business
    status, answer = await api.send(MediaUrl=f"{url}/photo", Body="Look")
    assert (status, answer["num_media"], answer["sid"][:2]) == (201, "1", "MM")
    message = await database(SimulatedMessage.objects.select_related("media").get, wamid=answer["sid"])
    assert (message.kind, message.media.filename, message.payload) == (
        "image", "photo.jpg", {"caption": "Look"},
    )  # fmt: skip


async def test_a_file_that_cannot_be_fetched_fails_later(api, kim, database, business):
    url, _ = business
    status, answer = await api.send(MediaUrl=f"{url}/nothing")
    assert status == 201
    assert (await database(SimulatedMessage.objects.get, wamid=answer["sid"])).fails_with == 63019


async def test_a_file_of_a_customer_wants_the_login_and_redirects(api, kim, database, phone_of_shop):
    status, _ = await phone_of_shop.post(f"customers/{kim.pk}/messages", {"kind": "image", "text": "Look"})
    assert status == 201
    [form] = await database(reported)
    assert (form["NumMedia"], form["MediaContentType0"], form["Body"]) == ("1", "image/jpeg", "Look")
    path = form["MediaUrl0"].partition("8000")[2]
    assert path.startswith(f"{API}/Messages/MM")
    assert (await api.client.get(path)).status_code == 401
    answer = await api.client.get(path, headers=api.headers)
    assert answer.status_code == 307
    answer = await api.client.get(answer["Location"])
    assert b"".join([chunk async for chunk in answer.streaming_content])[:2] == b"\xff\xd8"
    unsigned = f"/simulator/twilio-media/{path.rpartition('/')[2]}?ext=9999999999&hash=0"
    assert (await api.client.get(unsigned)).status_code == 403
    listed = (await api.get(f"{API[len('/simulator/twilio/') :]}/Messages/{form['MessageSid']}/Media.json"))[
        1
    ]
    assert listed["media_list"][0]["content_type"] == "image/jpeg"


@pytest.fixture
def phone_of_shop(database_of_shop: Callable[..., Any]) -> Any:
    return Phone()


async def test_what_twilio_does_not_tell_is_refused(kim, database, phone_of_shop):
    for kind in ("order", "unsupported", "interactive"):
        assert (await phone_of_shop.post(f"customers/{kim.pk}/messages", {"kind": kind}))[0] == 409
    assert (await phone_of_shop.post(f"customers/{kim.pk}/number", {"wa_id": "447700900999"}))[0] == 409
    body = {"event": "quality", "customer": kim.pk}
    assert (await phone_of_shop.post("events", body))[0] == 409
    assert (await phone_of_shop.post("faults", {"fault": "payment", "number": kim.number_id}))[0] == 400
    assert not await database(SimulatedMessage.objects.exists)


COMPONENTS = [
    {"type": "BODY", "text": "Hello {{1}}"},
    {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]},
]


async def test_contents_are_listed_and_sent(api, kim, shop, database, phone_of_shop):
    sid = "HX" + "0" * 32
    row = await database(
        furnish.add_template, shop, "hello", template_id=sid, components=COMPONENTS, language="en"
    )
    _, listed = await api.get("v1/ContentAndApprovals?PageSize=1")
    [content] = listed["contents"]
    assert (content["sid"], content["approval_requests"]["status"]) == (sid, "approved")
    assert content["types"]["twilio/quick-reply"]["body"] == "Hello {{1}}"
    assert list(content["variables"]) == ["1"]
    form = {"Body": "", "ContentSid": sid}
    status, answer = await api.send(**form, ContentVariables='{"1":"Kim"}')
    message = await database(SimulatedMessage.objects.get, wamid=answer["sid"])
    assert (status, message.kind, message.body) == (201, "template", "Hello Kim")
    assert (await phone_of_shop.post(f"messages/{message.pk}/tap", {"button": 0}))[0] == 201
    assert (await database(reported))[0]["ButtonPayload"] == "Yes"
    _, answer = await api.send(**form)
    sample = await database(SimulatedMessage.objects.get, wamid=answer["sid"])
    assert sample.body == "Hello example 1", "Twilio sends its sample"
    assert (await api.send(**form, ContentVariables='{"1":" "}'))[1]["code"] == 21656
    assert (await api.send(Body="", ContentSid="HX1"))[1]["code"] == 21655
    await phone_of_shop.post(f"templates/{row.pk}", {"event": "PAUSED"})
    assert (await api.send(**form, ContentVariables='{"1":"Kim"}'))[1]["code"] == 63041


async def test_the_account_and_typing(api, kim, database):
    assert (await api.get(f"2010-04-01/Accounts/{ACCOUNT}.json"))[1]["status"] == "active"
    assert (await api.get("v2/Channels/Senders"))[1]["senders"][0]["sender_id"] == SENDER
    written = await database(furnish.send_text, kim, "Hi")
    for path, data, kind in (
        ("v3", json.dumps({"channel": "WHATSAPP", "messageId": written.wamid}), "application/json"),
        ("v2", f"messageId={written.wamid}", "application/x-www-form-urlencoded"),
    ):
        answer = await api.client.post(
            f"/simulator/twilio/{path}/Indicators/Typing.json", data, kind, headers=api.headers
        )
        assert json.loads(answer.content) == {"success": True}
    await database(written.refresh_from_db)
    assert written.status == "read"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("expired_token", 401, 20003),
        ("permission", 403, 20403),
        ("rate_limit", 429, 20429),
        ("window_closed", 400, 63016),
        ("refuse", 400, 21211),
    ],
)
async def test_faults(api, kim, database, kind, status, code):
    await database(faults.switch, kim.number, kind, 1)
    refused, answer = await api.send()
    assert (refused, answer["code"]) == (status, code)
    assert (await api.send())[0] == 201


async def test_codes_of_ones_choice_begin_with_twilios_own(api, kim, database, phone_of_shop):
    _, answer = await phone_of_shop.get(f"faults?number={kim.number_id}")
    shown = {
        each["fault"]: each["settings"]["code"] for each in answer["faults"] if "code" in each["settings"]
    }
    assert shown == {"refuse": 21211, "fail": 63049}
    assert all(lookup(str(code)) for code in shown.values()), "the console can say what it means"
    await phone_of_shop.post("faults", {"fault": "fail", "number": kim.number_id})
    _, sent = await api.send()
    assert (await database(SimulatedMessage.objects.get, wamid=sent["sid"])).fails_with == 63049


async def test_a_closed_window_fails_later(api, kim, database):
    await database(furnish.send_text, kim, "Hi")
    await database(kim.refresh_from_db)
    await database(customers.expire_window, kim)
    _, answer = await api.send()
    assert (await database(SimulatedMessage.objects.get, wamid=answer["sid"])).fails_with == 63016


async def test_messages_come_page_by_page(api, kim, database):
    for place in range(3):
        await database(furnish.send_text, kim, f"{place}")
    path = f"2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=2"
    _, first = await api.get(path)
    assert [row["body"] for row in first["messages"]] == ["2", "1"]
    _, second = await api.get(first["next_page_uri"].removeprefix("/"))
    assert ([row["body"] for row in second["messages"]], second["next_page_uri"]) == (["0"], None)
    assert (await api.get(f"{path}&DateSent%3E=2090-01-01T00:00:00Z"))[1]["messages"] == []
    assert (await api.get(f"{path}&DateSent%3E=tomorrow"))[0] == 400
