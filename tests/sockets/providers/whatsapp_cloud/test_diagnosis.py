"""What a check of an inbox finds, and that it always says what to do."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import unused_port

from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.fake_provider import Reply
from tests.fake_provider.meta import refuse
from tests.fake_provider.meta_objects import template
from tests.sockets.providers.whatsapp_cloud.graph import TOKEN, config

META = WhatsAppCloud()
WEBHOOK = "https://console.example.org/webhooks/whatsapp/1/"
REST = {"waba_id": "102290129340398", "app_secret": "s3cret-of-the-app", "verify_token": "v3rify"}


async def found(http, url, webhook=WEBHOOK, **settings) -> dict[str, tuple[str, str]]:
    """Level and detail per check; every finding that is not well names a next step."""
    findings = await META.diagnose(http, config(url, **(REST | settings)), webhook)
    for one in findings:
        assert one.level == "ok" or one.next_step, one
        for secret in (TOKEN, "s3cret-of-the-app", "v3rify"):
            assert secret not in repr(one)
    assert len({one.check for one in findings}) == len(findings) or "settings" in {
        one.check for one in findings
    }
    return {one.check: (one.level, one.detail) for one in findings}


def levels(findings: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {check: level for check, (level, _) in findings.items()}


@pytest.fixture
def healthy(meta):
    meta.objects.templates = [template("hello")]
    return meta


async def test_all_is_well(http, healthy):
    findings = levels(await found(http, healthy.url))
    assert list(findings) == ["token", "number", "quality", "webhook", "subscription", "templates", "media"]
    assert set(findings.values()) == {"ok"}


async def test_file_makes_its_round_trip_and_is_taken_back(http, healthy):
    await found(http, healthy.url)
    sorts = [call.what for call in healthy.objects.calls][-4:]
    assert sorts == ["upload", "resolve", "download", "delete"]
    assert healthy.objects.files == {}


async def test_settings_come_first(http, healthy):
    findings = await found(http, healthy.url, phone_number_id="+1555", app_secret="")
    assert levels(findings) == {"settings": "failure"}
    assert healthy.objects.calls == []


@pytest.mark.parametrize("code", [190, 0, 10, 100, 33])
async def test_token_or_number_that_does_not_work_ends_it(http, healthy, code):
    refusal = refuse(code, details=f"Error validating access token {TOKEN}")
    healthy.then(Reply(401, refusal.body), what="number")
    findings = await found(http, healthy.url)
    assert levels(findings) == {"token": "failure"}
    assert len(healthy.objects.calls) == 1


async def test_nobody_answers(http):
    findings = await found(http, f"http://127.0.0.1:{unused_port()}")
    assert levels(findings) == {"token": "failure"}


@pytest.mark.parametrize(
    ("more", "check", "level"),
    [
        ({"status": "PENDING"}, "number", "failure"),
        ({"code_verification_status": "NOT_VERIFIED"}, "number", "failure"),
        ({"code_verification_status": "EXPIRED"}, "number", "warning"),
        ({"status": None, "code_verification_status": None}, "number", "ok"),
        ({"quality_rating": "RED"}, "quality", "warning"),
        ({"quality_rating": "YELLOW"}, "quality", "warning"),
        ({"quality_rating": "NA", "throughput": None}, "quality", "ok"),
        ({"webhook_configuration": {"application": "https://elsewhere.example.org/"}}, "webhook", "failure"),
        ({"webhook_configuration": {}}, "webhook", "failure"),
        ({"webhook_configuration": None}, "webhook", "failure"),
        ({"webhook_configuration": {"application": WEBHOOK.rstrip("/")}}, "webhook", "ok"),
    ],
)
async def test_number(http, healthy, more, check, level):
    healthy.objects.number |= more
    assert (await found(http, healthy.url))[check][0] == level


async def test_webhook_of_the_number_counts_before_the_apps(http, healthy):
    healthy.objects.number["webhook_configuration"]["phone_number"] = "https://elsewhere.example.org/"
    level, detail = (await found(http, healthy.url))["webhook"]
    assert (level, "elsewhere.example.org" in detail) == ("failure", True)


async def test_console_that_does_not_know_its_own_address(http, healthy):
    assert "webhook" not in await found(http, healthy.url, webhook="")


async def test_account_that_sends_to_nobody(http, healthy):
    healthy.objects.apps = []
    assert (await found(http, healthy.url))["subscription"][0] == "failure"


async def test_account_without_templates(http, meta):
    assert (await found(http, meta.url))["templates"][0] == "warning"


async def test_inbox_without_an_account(http, healthy):
    findings = levels(await found(http, healthy.url, waba_id=""))
    assert (findings["subscription"], findings["templates"], findings["media"]) == (
        "failure",
        "failure",
        "ok",
    )


@pytest.mark.parametrize(
    ("what", "status", "document"),
    [("upload", 400, refuse(131053).body), ("resolve", 404, ""), ("download", 500, ""), ("download", 200, "<html>"),
     ("download", 302, "")],
)  # fmt: skip
async def test_file_that_does_not_come_back(http, healthy, what, status, document):
    healthy.then(Reply(status, document), what=what)
    assert (await found(http, healthy.url))["media"][0] == "failure"
    assert healthy.objects.files == {}


async def test_connection_that_breaks_on_the_way_back(http, healthy):
    lost = f"http://127.0.0.1:{unused_port()}/lookaside"
    healthy.then(Reply(200, {"url": lost}), what="resolve")
    level, detail = (await found(http, healthy.url))["media"]
    assert (level, "not WhatsApp's" in detail) == ("failure", True), "another port is another place"
    healthy.then(Reply(200, None, {"Content-Length": "99"}), what="download")
    assert (await found(http, healthy.url))["media"][0] == "failure"


async def test_file_that_cannot_be_taken_back_is_no_finding(http, healthy):
    healthy.then(Reply(500, ""), what="delete")
    assert (await found(http, healthy.url))["media"][0] == "ok"


@pytest.mark.parametrize(
    "document", ["<html>", "", [], {"verified_name": []}, {"webhook_configuration": 7, "status": []}]
)
async def test_any_answer_is_a_finding_and_never_an_error(http, healthy, document):
    healthy.then(Reply(200, document), what="number")
    healthy.then(Reply(200, document), what="subscribed_apps")
    healthy.then(Reply(200, document), what="templates")
    assert await found(http, healthy.url)
