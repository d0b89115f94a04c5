"""Files, templates and the account in the fake Graph API."""

from __future__ import annotations

import hashlib
import time

import pytest

from simulator.media_samples import sample
from simulator.models import SimulatedMedia
from simulator.provider import files
from tests.database.simulator import furnish
from tests.database.simulator.conftest import GRAPH

VERSION = "/simulator/graph/v26.0"
PHOTO = sample("image")


@pytest.fixture
async def media_id(graph):
    status, answer = await graph.upload(PHOTO.data, "image/jpeg")
    assert status == 200
    return answer["id"]


async def test_a_file_goes_there_and_comes_back(graph, media_id):
    status, found = await graph.call("GET", f"{VERSION}/{media_id}?phone_number_id=106540000000001")
    url = found.pop("url")
    assert (status, found) == (
        200,
        {
            "messaging_product": "whatsapp",
            "mime_type": "image/jpeg",
            "sha256": hashlib.sha256(PHOTO.data).hexdigest(),
            "file_size": len(PHOTO.data),
            "id": media_id,
        },
    )
    assert await graph.fetch(url) == (200, PHOTO.data)


async def test_a_file_wants_the_token_and_the_whole_url(graph, media_id):
    url = (await graph.call("GET", f"{VERSION}/{media_id}"))[1]["url"]
    assert (await graph.fetch(url, "wrong"))[0] == 404
    assert (await graph.fetch(url[:-1]))[0] == 404
    assert (await graph.fetch(url.partition("?")[0]))[0] == 404


async def test_a_url_dies_after_five_minutes(graph, media_id, database):
    media = await database(SimulatedMedia.objects.select_related("number").get)
    alive = files.signed_query(media, now=time.time() - files.URL_LIFETIME + 60)
    dead = files.signed_query(media, now=time.time() - files.URL_LIFETIME - 1)
    assert (await graph.fetch(f"/simulator/media/{media_id}?{alive}"))[0] == 200
    assert (await graph.fetch(f"/simulator/media/{media_id}?{dead}"))[0] == 404


async def test_a_deleted_file_is_gone(graph, media_id, database):
    media = await database(SimulatedMedia.objects.get)
    assert await graph.call("DELETE", f"{VERSION}/{media_id}") == (200, {"success": True})
    status, answer = await graph.call("GET", f"{VERSION}/{media_id}")
    assert (status, answer["error"]["error_subcode"]) == (400, 33)
    assert not media.file.storage.exists(media.file.name)


@pytest.mark.parametrize(
    ("mime_type", "fields", "code"),
    [
        ("application/x-msdownload", {}, 100),
        ("image/svg+xml", {}, 100),
        ("image/jpeg", {"messaging_product": "sms"}, 100),
        ("image/webp", {}, 131053),
    ],
)
@pytest.mark.usefixtures("number")
async def test_uploads_that_are_refused(graph, database, monkeypatch, mime_type, fields, code):
    monkeypatch.setitem(files.RULES, "sticker", (frozenset({"image/webp"}), 10))
    status, answer = await graph.upload(b"x" * 11, mime_type, **fields)
    assert (status, answer["error"]["code"]) == (400, code)
    assert not await database(SimulatedMedia.objects.exists)


async def test_an_upload_without_a_file_or_a_token(graph, number):
    assert (await graph.call("POST", f"{GRAPH}/media", {"messaging_product": "whatsapp"}))[0] == 400
    assert (await graph.upload(b"x", "image/jpeg", "wrong"))[0] == 401


async def test_the_oldest_files_are_forgotten(number, database, monkeypatch):
    monkeypatch.setattr(files, "KEPT_FILES", 2)
    ids = [
        (await database(files.save_file, number, b"x", "image/jpeg", f"{n}.jpg")).media_id for n in range(3)
    ]
    left = await database(lambda: list(number.media.order_by("id").values_list("media_id", flat=True)))
    assert left == ids[1:]
    monkeypatch.setattr(files, "KEPT_BYTES", 5)
    last = await database(files.save_file, number, b"xxxxx", "image/jpeg", "big.jpg")
    assert await database(lambda: list(number.media.values_list("media_id", flat=True))) == [last.media_id]


async def test_templates_come_page_by_page(graph, number, database):
    for place in range(3):
        await database(furnish.add_template, number, f"t{place}", template_id=str(place))
    path = f"{VERSION}/2040/message_templates?limit=2&fields=name,status"
    status, first = await graph.call("GET", path)
    assert (status, first["data"]) == (
        200,
        [{"name": "t0", "status": "APPROVED", "id": "0"}, {"name": "t1", "status": "APPROVED", "id": "1"}],
    )
    assert "after=" in first["paging"]["next"]
    _, second = await graph.call("GET", f"{path}&after={first['paging']['cursors']['after']}")
    assert [row["name"] for row in second["data"]] == ["t2"]
    assert "next" not in second["paging"]
    assert (await graph.call("GET", f"{path}&after=%00"))[0] == 400


async def test_a_template_is_told_whole(graph, number, database):
    row = await database(furnish.add_template, number)
    fields = "components,language,quality_score,rejected_reason,parameter_format"
    path = f"{VERSION}/2040/message_templates?name=order_ready&fields={fields}"
    [reported] = (await graph.call("GET", path))[1]["data"]
    body, buttons = reported["components"]
    # Meta has a sample of every variable.
    assert body.pop("example") == {"body_text": [["sample 1", "sample 2"]]}
    assert [body, buttons] == row.components
    assert (reported["id"], reported["language"], reported["quality_score"]["score"]) == (
        "1689",
        "en_GB",
        "GREEN",
    )
    assert (reported["rejected_reason"], reported["parameter_format"]) == ("NONE", "POSITIONAL")


async def test_the_account(graph, number):
    _, apps = await graph.call("GET", f"{VERSION}/2040/subscribed_apps")
    assert apps["data"][0]["whatsapp_business_api_data"]["name"]
    _, numbers = await graph.call("GET", f"{VERSION}/2040/phone_numbers?fields=quality_rating")
    assert numbers["data"] == [{"quality_rating": "GREEN", "id": "106540000000001"}]
    assert (await graph.call("GET", f"{VERSION}/2040"))[1]["id"] == "2040"
    _, found = await graph.call("GET", f"{VERSION}/2040?fields=health_status")
    who = [entity["entity_type"] for entity in found["health_status"]["entities"]]
    assert (found["health_status"]["can_send_message"], who) == ("AVAILABLE", ["WABA", "BUSINESS", "APP"])
    assert (await graph.call("POST", f"{VERSION}/2040/subscribed_apps"))[1] == {"success": True}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "2040/messages"), ("DELETE", "106540000000001"), ("GET", "106540000000001/message_templates")],
)
async def test_objects_support_only_their_own_operations(graph, number, method, path):
    status, answer = await graph.call(method, f"{VERSION}/{path}")
    assert (status, answer["error"]["error_subcode"]) == (400, 33)
