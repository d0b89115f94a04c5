"""What it means that Meta does not know an object: `error_subcode` and `type` say which side is to be mended."""

from __future__ import annotations

import io

import pytest

from messaging.errors import SendRefused
from messaging.transports.payload import OutgoingMedia, RemoteMedia
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.fake_provider import Reply
from tests.fake_provider.meta import refuse
from tests.fake_provider.meta_objects import no_object
from tests.sockets.providers.whatsapp_cloud.graph import config, refused

META = WhatsAppCloud()
NUMBER, ACCOUNT = "106540000000001", "102290129340398"
REST = {"waba_id": ACCOUNT, "app_secret": "s3cret-of-the-app", "verify_token": "v3rify"}
NEEDS_PROOF = {
    "error": {
        "message": "API calls from the server require an appsecret_proof argument",
        "type": "GraphMethodException",
        "code": 100,
    }
}


async def refusal_of(request) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await request
    return caught.value


@pytest.mark.parametrize("document", [no_object(NUMBER), NEEDS_PROOF])
async def test_a_number_that_is_gone_refuses_the_inbox_not_the_message(http, graph, document):
    graph.then(Reply(400, document))
    error = await refused(http, graph.url)
    assert (error.failure, error.scope, error.retryable) == ("C", "number", False)
    assert "number" in error.title
    assert "phone number ID" in error.action


async def test_a_bad_parameter_still_refuses_the_message(http, graph):
    graph.then(refuse(100))
    assert (await refused(http, graph.url)).failure == "P"


@pytest.mark.parametrize(
    ("subcode", "word"), [(463, "expired"), (460, "password"), (458, "app"), (1, "token")]
)
async def test_a_token_says_why_it_ended(http, graph, subcode, word):
    error = refuse(190, 401).body["error"] | {"error_subcode": subcode}
    graph.then(Reply(401, {"error": error}))
    found = await refused(http, graph.url)
    assert (found.failure, found.pauses, word in found.title) == ("C", True, True)


async def test_an_upload_waits_for_the_number_too(http, meta):
    meta.then(Reply(400, no_object(NUMBER)), what="upload")
    file = OutgoingMedia("image", "image/png", "a.png", 3, lambda: io.BytesIO(b"abc"))
    assert (await refusal_of(META.upload(http, config(meta.url), file))).failure == "C"


async def test_a_file_is_not_expired_because_the_number_is_gone(http, meta):
    meta.then(Reply(400, no_object(NUMBER)), what="resolve")
    assert (await refusal_of(META.locate(http, config(meta.url), RemoteMedia("image", "900")))).failure == "C"


async def test_templates_blame_the_account_and_stop_no_sending(http, meta):
    meta.then(Reply(400, no_object(ACCOUNT)), what="templates")
    error = await refusal_of(META.templates(http, config(meta.url, **REST)))
    assert (error.failure, error.pauses, "business account" in error.title) == ("P", False, True)
    assert "WhatsApp Business Account ID" in error.action


async def diagnosed(http, url) -> dict[str, tuple[str, str, str]]:
    found = await META.diagnose(http, config(url, **REST), "")
    return {one.check: (one.level, one.detail, one.next_step) for one in found}


async def test_the_check_blames_the_number_not_the_token(http, meta):
    meta.then(Reply(400, no_object(NUMBER)), what="number")
    found = await diagnosed(http, meta.url)
    assert list(found) == ["number"]
    level, detail, step = found["number"]
    assert (level, "number" in detail, "phone number ID" in step) == ("failure", True, True)


@pytest.mark.parametrize(("what", "check"), [("templates", "templates"), ("subscribed_apps", "subscription")])
async def test_the_check_blames_the_account_of_what_hangs_on_it(http, meta, what, check):
    meta.then(Reply(400, no_object(ACCOUNT)), what=what)
    level, detail, step = (await diagnosed(http, meta.url))[check]
    assert (level, "business account" in detail) == ("failure", True)
    assert "WhatsApp Business Account ID" in step
