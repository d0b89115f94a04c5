"""All content templates of an account, page by page, or none."""

from __future__ import annotations

import pytest

from messaging.errors import SendRefused
from messaging.transports.twilio import Twilio
from tests.fake_provider import Reply
from tests.fake_provider.twilio import refuse
from tests.pure.transports.twilio.rest import config
from tests.pure.transports.twilio.test_templates import APPROVED, TEXT, content

twilio = Twilio()


class TestList:
    async def test_all_pages(self, http, fake):
        fake.page = 2
        fake.contents = [
            content({"twilio/text": {"body": "x"}}, approval={**APPROVED, "name": f"t{n}"}) for n in range(5)
        ]
        rows = await twilio.templates(http, config(fake.url))
        assert [one.name for one in rows] == ["t0", "t1", "t2", "t3", "t4"]
        assert len(fake.arrivals) == 3

    async def test_two_of_one_name_are_told_apart(self, http, fake):
        fake.contents = [TEXT, {**TEXT, "sid": "HX" + "1" * 32}, {**TEXT, "language": "de"}]
        rows = await twilio.templates(http, config(fake.url))
        assert [(one.name, one.language) for one in rows] == [
            ("hello", "en"),
            ("hello (111111)", "en"),
            ("hello", "de"),
        ]

    async def test_half_a_list_is_none(self, http, fake):
        fake.page = 1
        fake.contents = [TEXT, TEXT]
        fake.script = lambda one: refuse(20500, 500) if one.query.get("Page") else None
        with pytest.raises(SendRefused, match="20500"):
            await twilio.templates(http, config(fake.url))

    @pytest.mark.parametrize("key", ["meta"])
    async def test_next_page_elsewhere_is_not_asked(self, http, fake, key):
        elsewhere = {
            "contents": [],
            key: {"next_page_url": "https://evil.example/v1/ContentAndApprovals?Page=1"},
        }
        fake.then(Reply(200, elsewhere))
        with pytest.raises(SendRefused, match="unreadable"):
            await twilio.templates(http, config(fake.url))
        assert len(fake.arrivals) == 1

    async def test_list_without_an_end(self, http, fake):
        endless = {"contents": [], "meta": {"next_page_url": f"{fake.url}/v1/ContentAndApprovals?Page=1"}}
        fake.script = lambda _: Reply(200, endless)
        with pytest.raises(SendRefused, match="unreadable"):
            await twilio.templates(http, config(fake.url))
        assert len(fake.arrivals) == 50
