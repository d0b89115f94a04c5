"""Webhooks over real HTTP, with the faults that happen."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from simulator import runtime, wakeup
from simulator.models import SimulatedWebhook
from simulator.phone import snapshot
from simulator.sending import posts, statuses
from simulator.sending.timing import Timing
from simulator.sending.worker import SimulatorWorker
from tests.database.simulator import furnish
from tests.database.simulator.conftest import NO_WAITING, SECRET, VERIFY


async def send(graph, text="Hello", **changes):
    status, answer = await graph.send(text, **changes)
    assert status == 200, answer
    return answer["messages"][0]["id"]


async def until(condition):
    """Wait until the database says so, asking again at every ring of the simulator."""
    async with asyncio.timeout(60):
        with wakeup.changes().subscribe() as waiter:
            while not await runtime.database.run(condition):
                await waiter.wait(within=1)


async def test_a_message_is_sent_delivered_and_read(graph, ann, business, meta):
    wamid = await send(graph, biz_opaque_callback_data="0b5c")
    values = [await business.next() for _ in range(3)]
    statuses = [value["statuses"][0] for value in values]
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["id"] for status in statuses} == {wamid}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"0b5c"}
    assert {status["recipient_id"] for status in statuses} == {"447700900123"}
    assert [value["contacts"][0]["user_id"] for value in values] == [ann.bsuid] * 3


async def costs(graph, business):
    """What the next message costs, as *sent* and *delivered* say, which agree; and the conversation that is named."""
    await send(graph)
    values = [(await business.next())["statuses"][0] for _ in range(3)]
    sent, delivered, read = values
    assert sent["pricing"] == delivered["pricing"]
    assert "pricing" not in read
    return sent["pricing"], sent.get("conversation")


async def test_what_follows_a_click_on_an_ad_is_free_for_three_days(
    graph, ann, business, meta, phone, database
):
    regular = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
    free = regular | {"billable": False, "category": "referral_conversion", "type": "free_entry_point"}
    assert await costs(graph, business) == (regular, None)
    await phone.post(f"customers/{ann.pk}/messages", {"text": "Your advert", "referral": True})
    assert "referral" in (await business.next())["messages"][0]
    for _ in range(3):
        pricing, conversation = await costs(graph, business)
        assert pricing == free
        assert conversation["origin"] == {"type": "referral_conversion"}
        await phone.post(f"customers/{ann.pk}/day", {})
        await phone.post(f"customers/{ann.pk}/messages", {"text": "Still there?"})
        await business.next()
    assert await costs(graph, business) == (regular, None)


async def test_a_late_answer_to_an_ad_costs(graph, ann, business, meta, phone):
    await phone.post(f"customers/{ann.pk}/messages", {"text": "Your advert", "referral": True})
    await phone.post(f"customers/{ann.pk}/day", {})
    await phone.post(f"customers/{ann.pk}/messages", {"text": "Hello?"})
    for _ in range(2):
        await business.next()
    assert (await costs(graph, business))[0]["billable"]


async def test_manual_receipts_wait_for_the_buttons(graph, ann, business, meta, phone, database):
    await database(statuses.set_receipts, ann, automatic=False)
    wamid = await send(graph)
    assert await business.statuses(1) == [(wamid, "sent")]
    [message] = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"]
    assert message["status"] == "sent"
    for wanted in ("delivered", "read"):
        status, answer = await phone.post(f"messages/{message['id']}/status", {"status": wanted})
        assert (status, answer["status"]) == (200, wanted)
        assert await business.statuses(1) == [(wamid, wanted)]


async def test_reading_at_once_skips_delivered(graph, ann, business, meta, database, phone):
    await database(statuses.set_receipts, ann, automatic=False)
    wamid = await send(graph)
    await business.statuses(1)
    [message] = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"]
    await phone.post(f"messages/{message['id']}/status", {"status": "read"})
    assert await business.statuses(1) == [(wamid, "read")]


async def test_the_switch_sets_waiting_messages_going(graph, ann, business, meta, database):
    await database(statuses.set_receipts, ann, automatic=False)
    wamid = await send(graph)
    await business.statuses(1)
    await database(statuses.set_receipts, ann, automatic=True)
    assert await business.statuses(2) == [(wamid, "delivered"), (wamid, "read")]


async def test_a_failed_message_says_so(graph, ann, business, meta, database, phone):
    await database(statuses.set_receipts, ann, automatic=False)
    wamid = await send(graph)
    await business.statuses(1)
    [message] = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"]
    await phone.post(f"messages/{message['id']}/status", {"status": "failed"})
    [status] = (await business.next())["statuses"]
    assert (status["id"], status["status"], status["errors"][0]["code"]) == (wamid, "failed", 131026)


async def test_the_handshake_comes_first_and_once(ann, business, meta, database):
    for text in ("1", "2"):
        await database(furnish.send_text, ann, text)
    await business.texts(2)
    [request] = business.handshakes
    assert (request["hub.mode"], request["hub.verify_token"]) == ("subscribe", VERIFY)


async def test_a_webhook_that_was_refused_comes_again(ann, business, meta, database, status_of):
    business.answers = [503, 500, 200]
    message = await database(furnish.send_text, ann, "Hello é / 👍")
    assert await business.texts(1) == ["Hello é / 👍"]
    assert business.posts == [503, 500, 200]
    await until(lambda: not SimulatedWebhook.objects.exists())
    assert await status_of(message.wamid) == "delivered"


async def test_only_200_counts(ann, business, meta, database):
    business.answers = [201, 204, 302]
    await database(furnish.send_text, ann, "Hello")
    assert await business.texts(1) == ["Hello"]
    assert business.posts == [201, 204, 302, 200]


async def test_a_customers_order_survives_refusals(ann, business, meta, database):
    business.answers = [503, 200, 503, 503]
    for number in range(8):
        await database(furnish.send_text, ann, f"{number}")
    assert await business.texts(8) == [f"{number}" for number in range(8)]


async def test_every_update_comes_in_a_post_of_its_own(graph, ann, business, database):
    wamids = [await send(graph, f"{number}") for number in range(5)]
    texts = [f"{number}" for number in range(5)]
    for text in texts:
        await database(furnish.send_text, ann, text)
    worker = SimulatorWorker(runtime.database, Timing(sent=0, delivered=3600))
    await worker.start()
    try:
        # What waited longest first; the statuses became due when the machinery started.
        assert await business.texts(5) == texts
        assert await business.statuses(5) == [(wamid, "sent") for wamid in wamids]
    finally:
        await worker.stop()
    assert business.sizes == [1] * 10


async def test_a_console_that_fell_behind_gets_fuller_posts(ann, business, database):
    texts = [f"{number}" for number in range(posts.BACKLOG + 5)]
    for text in texts:
        await database(furnish.send_text, ann, text)
    worker = SimulatorWorker(runtime.database, NO_WAITING)
    await worker.start()
    try:
        assert await business.texts(len(texts)) == texts
    finally:
        await worker.stop()
    assert business.sizes == [len(texts)]


async def test_a_number_that_fails_does_not_hold_up_another(number, ann, business, database):
    other = await database(_other_number, business.url)
    bob = await database(furnish.add_customer, other, "447700900456", "Bob")
    slow = SimulatorWorker(runtime.database, Timing(retry=3600, longest_retry=3600))
    business.answers = [503, 503]  # at once and again; then an hour of silence
    await database(furnish.send_text, ann, "from Ann")
    await slow.start()
    try:
        await until(lambda: SimulatedWebhook.objects.filter(attempts=2).exists())
        await database(furnish.send_text, bob, "from Bob")
        assert await business.texts(1) == ["from Bob"]
    finally:
        await slow.stop()


def _other_number(url):
    return furnish.register_number(
        "106540000000002", waba_id="2041", display_number="+15550002222", app_secret=SECRET, webhook_url=url
    )


async def test_what_was_not_taken_survives_a_restart(ann, business, database):
    await database(furnish.send_text, ann, "before")
    # The process died while posting: the lease is still held.
    assert await database(posts.claim, 1, await database(_now))
    assert await database(posts.claim, 1, await database(_now)) == []
    again = SimulatorWorker(runtime.database, NO_WAITING)
    await again.start()
    try:
        assert await business.texts(1) == ["before"]
    finally:
        await again.stop()


def _now():
    return statuses.timezone.now()


async def test_statuses_go_on_after_a_restart(graph, ann, business, database):
    wamid = await send(graph)  # nobody runs yet: it stays accepted
    worker = SimulatorWorker(runtime.database, NO_WAITING)
    await worker.start()
    try:
        assert await business.statuses(3) == [(wamid, "sent"), (wamid, "delivered"), (wamid, "read")]
    finally:
        await worker.stop()


async def test_nobody_listening_is_a_problem_that_the_page_shows(ann, number, database):
    worker = SimulatorWorker(runtime.database, Timing(retry=3600, longest_retry=3600))
    await worker.start()
    try:
        await database(furnish.send_text, ann, "Hello")
        await until(lambda: SimulatedWebhook.objects.filter(attempts=2).exists())
    finally:
        await worker.stop()
    shown = await database(snapshot.snapshot, ann.pk, 10)
    assert shown["webhooks"]["waiting"] == 1
    assert shown["webhooks"]["problem"].startswith("no answer")
    assert shown["messages"][0]["status"] == "sent"


async def test_a_webhook_is_given_up_after_a_week(ann, database):
    await database(furnish.send_text, ann, "Hello")
    week_ago = (await database(_now)) - posts.GIVE_UP_AFTER - timedelta(seconds=posts.POSTS.seconds)
    await database(SimulatedWebhook.objects.update, created_at=week_ago)
    [post] = await database(posts.claim, 1, await database(_now))
    assert await database(posts.settle, post, "503", NO_WAITING) is None
    assert not await database(SimulatedWebhook.objects.exists)
