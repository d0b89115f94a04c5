"""The list of templates, page by page, over a real connection on loopback."""

from __future__ import annotations

import pytest

from messaging.errors import FailureClass, SendRefused
from messaging.transports.base import TemplateRow
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.fake_provider import Reply
from tests.fake_provider.meta import refuse
from tests.fake_provider.meta_objects import template
from tests.sockets.providers.whatsapp_cloud.graph import TOKEN, config

META = WhatsAppCloud()
WABA = "102290129340398"


async def listed(http, meta, **settings) -> tuple[TemplateRow, ...]:
    return await META.templates(http, config(meta.url, **({"waba_id": WABA} | settings)))


async def refused(http, meta, **settings) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await listed(http, meta, **settings)
    return caught.value


async def test_row_has_what_meta_tells(http, meta):
    body = {"type": "BODY", "text": "Hi {{name}}"}
    meta.objects.templates = [
        template(
            "hello",
            body,
            id="594425479261596",
            status="rejected",
            rejected_reason="INVALID_FORMAT",
            quality_score={"score": "GREEN", "date": 1},
            parameter_format="NAMED",
        )
    ]
    assert await listed(http, meta) == (
        TemplateRow(
            external_id="594425479261596",
            name="hello",
            language="en_US",
            status="REJECTED",
            category="UTILITY",
            quality="GREEN",
            reason="INVALID_FORMAT",
            parameter_format="NAMED",
            components=[body],
        ),
    )
    (call,) = meta.objects.called("templates")
    assert (call.path, call.token) == (f"/v26.0/{WABA}/message_templates", f"Bearer {TOKEN}")
    assert {"components", "rejected_reason", "quality_score", "parameter_format"} <= set(
        call.query["fields"].split(",")
    )


async def test_no_reason_is_none(http, meta):
    meta.objects.templates = [template("hello", rejected_reason="NONE")]
    ((row),) = await listed(http, meta)
    assert row.reason == ""


async def test_every_page_is_asked_for_at_metas_own_address(http, meta):
    """Each answer names a ``next`` at a foreign host; whoever followed it would not get any further."""
    meta.objects.page = 2
    meta.objects.templates = [template(f"t{number}") for number in range(5)]
    assert [row.name for row in await listed(http, meta)] == ["t0", "t1", "t2", "t3", "t4"]
    assert [call.query.get("after") for call in meta.objects.called("templates")] == [None, "2", "4"]


async def test_no_templates(http, meta):
    assert await listed(http, meta) == ()


@pytest.mark.parametrize(
    "item", [None, "x", 7, [], {}, {"name": "n"}, {"language": "en"}, {"name": 7, "language": []}]
)
async def test_what_is_no_template_is_left_out(http, meta, item):
    meta.objects.templates = [item, template("good")]
    assert [row.name for row in await listed(http, meta)][-1] == "good"


async def test_components_that_are_none(http, meta):
    meta.objects.templates = [template("odd", components="x")]
    assert (await listed(http, meta))[0].components == []


@pytest.mark.parametrize("document", [{}, {"data": None}, {"data": {}}, [], "<html>", ""])
async def test_half_a_list_is_none(http, meta, document):
    """What is missing in a list would be taken for deleted."""
    meta.objects.page = 1
    meta.objects.templates = [template("a"), template("b")]
    whole = {"data": [template("a")], "paging": {"cursors": {"after": "1"}, "next": "https://x"}}
    meta.then(Reply(200, whole), what="templates")
    meta.then(Reply(200, document), what="templates")
    error = await refused(http, meta)
    assert (error.code, error.failure) == ("unreadable", FailureClass.RETRY)


async def test_list_that_goes_round_in_circles_ends(http, meta):
    page = {"data": [template("a")], "paging": {"cursors": {"after": "same"}, "next": "https://x"}}
    for _ in range(3):
        meta.then(Reply(200, page), what="templates")
    assert (await refused(http, meta)).code == "unreadable"
    assert len(meta.objects.called("templates")) == 2


@pytest.mark.parametrize("account", ["", "abc"])
async def test_inbox_without_an_account_is_told_so(http, meta, account):
    error = await refused(http, meta, waba_id=account)
    assert (error.code, error.failure) == ("no_account", FailureClass.PERMANENT)
    assert "WhatsApp Business Account ID" in error.action
    assert meta.objects.calls == []


async def test_refusal_by_code(http, meta):
    meta.then(refuse(80007, 400), what="templates")
    error = await refused(http, meta)
    assert (error.code, error.failure) == ("80007", FailureClass.LIMIT)


@pytest.mark.parametrize(("code", "pauses"), [(10, False), (200, False), (190, True)])
async def test_a_token_that_may_only_send_goes_on_sending(http, meta, code, pauses):
    """Reading templates needs a permission of its own; a dead token is dead for everything."""
    meta.then(refuse(code, 403), what="templates")
    error = await refused(http, meta)
    assert (error.code, error.pauses, error.retryable) == (str(code), pauses, False)
    assert pauses or "whatsapp_business_management" in error.action


async def test_page_may_be_long(http, meta):
    text = "x" * 1024
    meta.objects.templates = [template(f"t{number}", {"type": "BODY", "text": text}) for number in range(90)]
    assert len(await listed(http, meta)) == 90
