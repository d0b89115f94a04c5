"""Our credentials go to our own account at Twilio and nowhere else."""

from __future__ import annotations

import pytest

from messaging.errors import FailureClass, SendRefused
from messaging.transports.base import RemoteMedia
from messaging.transports.twilio import Twilio
from tests.payloads import twilio
from tests.pure.transports.twilio.rest import config

API = "https://api.twilio.com"
PLACE = f"{API}/2010-04-01/Accounts/{twilio.ACCOUNT}/Messages/MM1/Media/ME1"

ONE_FILE = {"NumMedia": "1", "MediaUrl0": PLACE, "MediaContentType0": "image/jpeg"}


async def locate(url: str, base: str = API):
    media = RemoteMedia("image", "ME1", url=url, mime_type="image/jpeg")
    return await Twilio().locate(None, config(base), media)  # type: ignore[arg-type]


async def test_own_file():
    found = await locate(PLACE)
    assert (found.url, found.mime_type, found.redirects) == (PLACE, "image/jpeg", True)
    assert found.headers["Authorization"].startswith("Basic ")
    assert found.headers["Authorization"] not in repr(found)


async def test_other_spellings_of_the_same_place(subtests):
    for url in [PLACE.replace(".com/", ".com:443/"), PLACE.replace("https://api", "HTTPS://API")]:
        with subtests.test(url=url):
            assert (await locate(url)).url == url


async def test_file_of_a_fake_on_this_machine():
    base = "http://127.0.0.1:8001"
    assert (await locate(PLACE.replace(API, base), base)).url.startswith(base)


async def test_any_other_place_is_refused(subtests):
    for url in [
        "",
        "nonsense",
        PLACE.replace("https", "http"),
        PLACE.replace("api.twilio.com", "api.twilio.com.evil.example"),
        PLACE.replace("api.twilio.com", "evil.example"),
        PLACE.replace("api.twilio.com", "api.twilio.com@evil.example"),
        PLACE.replace("api.twilio.com", "user@api.twilio.com"),
        PLACE.replace("api.twilio.com", "api.twilio.com:8443"),
        PLACE.replace("api.twilio.com", "127.0.0.1"),
        PLACE.replace("api.twilio.com", "169.254.169.254"),
        PLACE.replace(twilio.ACCOUNT, "AC" + "f" * 32),
        PLACE.replace("/Messages/", "/../../AC" + "f" * 32 + "/"),
        PLACE.replace("/Messages/", "/%2e%2e/%2e%2e/"),
        PLACE.replace("/Messages/", "/\\..\\"),
        PLACE.replace("2010-04-01", "2011"),
        PLACE + "#x",
        PLACE + " x",
        PLACE + "\n",
        PLACE.replace("Media", "Mediä"),
        "file:///etc/passwd",
        "//api.twilio.com/2010-04-01/Accounts/" + twilio.ACCOUNT + "/x",
        "https://[/2010-04-01/",
        "https://api.twilio.com:99999/2010-04-01/Accounts/" + twilio.ACCOUNT + "/x",
    ]:
        with subtests.test(url=url):
            with pytest.raises(SendRefused) as caught:
                await locate(url)
            assert (caught.value.code, caught.value.failure) == ("media_elsewhere", FailureClass.PERMANENT)


async def test_inbox_without_an_account_asks_nobody():
    with pytest.raises(SendRefused, match="not_configured"):
        await Twilio().locate(
            None,  # type: ignore[arg-type]
            {**config(API), "account_sid": ""},
            RemoteMedia("image", "ME1", url=f"{API}/2010-04-01/Accounts//x"),
        )
