"""Each kind of message, both ways: made by hand on one side, seen as what it is on the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.kinds_sent import OUTBOUND
from tests.browser.people import Agent, Customer, Provider, expect_picture
from tests.live import LiveServer

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]

# High enough for a whole test's messages: the console keeps only what is near the view.
TALL = ViewportSize(width=1280, height=3400)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROW = ViewportSize(width=420, height=3400)


def test_each_kind_from_the_console_to_the_phone_and_what_it_is_answered(
    talk: Talk, provider: Provider, demo: LiveServer, shot: Shot, subtests: pytest.Subtests
) -> None:
    agent, customer = talk("Ivy North", "+44 7700 900561", "Do you have lamps of oak?", viewport=TALL)
    for kind, (send, _) in OUTBOUND.items():
        with subtests.test("sent", kind=kind):
            send(agent)
    for kind, (_, arrived) in OUTBOUND.items():
        with subtests.test("arrived", kind=kind):
            agent.expect_read(arrived(agent, customer))
    with subtests.test("the recording is a voice message in Ogg Opus"):
        expect_voice_message(demo, provider.messages(customer.id))
    with subtests.test("reaction"):
        our_reaction_comes_and_goes(agent, customer)
    with subtests.test("answers"):
        answers_arrive(agent, customer)
    pictures(agent, customer, shot, "outbound")


def expect_voice_message(demo: LiveServer, messages: list[dict[str, Any]]) -> None:
    """WhatsApp shows a voice message only for `audio/ogg` with Opus inside (docs/design/providers.md A12)."""
    received = next(one for one in messages if one["kind"] == "audio")
    assert received["payload"]["voice"] is True
    assert received["media"]["mime_type"].replace(" ", "") in {"audio/ogg", "audio/ogg;codecs=opus"}
    sound = demo.request("GET", received["media"]["url"]).body
    assert sound.startswith(b"OggS")
    assert b"OpusHead" in sound[:100]


def our_reaction_comes_and_goes(agent: Agent, customer: Customer) -> None:
    hello = "Do you have lamps of oak?"
    line, there = agent.bubble(hello, side="inbound"), customer.bubble(hello, own=True)
    agent.react(line, "👍")
    expect(there.get_by_role("img", name=re.compile("^Reactions:.*👍"))).to_be_visible()
    ours = line.get_by_role("button", name=re.compile("👍 from .*Take it back"))
    expect(ours).to_be_visible()
    ours.click()
    expect(there.locator(".reactions")).to_have_count(0)
    expect(line.locator(".reactions")).to_have_count(0)


# The question, what is tapped below it, and what the console shows of the answer: words and kind.
TAPS = (
    ("Collect or deliver?", "I collect it", "I collect it", "interactive"),
    ("Which wood?", "Linden", "Linden", "interactive"),
    ("Where shall we deliver?", "Send location", "Harbourside", "location"),
    ("May we call you?", "Share my number", "447700900561", "contacts"),
    ("The autumn lamps are here", "Tell me more", "Tell me more", "button"),
)


def answers_arrive(agent: Agent, customer: Customer) -> None:
    """What the customer taps comes back as what it is, quoting what it answers."""
    for question, button, _, _ in TAPS:
        customer.bubble(question).get_by_role("button", name=button).click()
    for question, _, words, kind in TAPS:
        line = agent.bubble(words, kind, side="inbound")
        expect(line).to_have_count(1)
        expect(line.locator(".quote")).to_contain_text(
            re.compile(rf"^You\s.*{re.escape(question)}", re.DOTALL)
        )


SPOKEN = (
    "Photo",
    "Film",
    "Voice note",
    "Document",
    "Sticker",
    "Location",
    "Contact card",
    "Order",
    "Filled-in form",
    "Poll (unsupported)",
    "From an advert",
    "Forwarded text",
)


def test_each_kind_from_the_phone_to_the_console(talk: Talk, shot: Shot, subtests: pytest.Subtests) -> None:
    agent, customer = talk("Noah Reed", "+44 7700 900562", "Good morning", viewport=TALL)
    for number, what in enumerate(SPOKEN, 1):
        customer.attach(what)
        expect(customer.bubble(own=True)).to_have_count(1 + number)
    for what, seen in RECEIVED.items():
        with subtests.test(what):
            seen(agent)
    with subtests.test("reaction"):
        their_reaction_comes_and_goes(agent, customer)
    with subtests.test("edit"):
        customer.more(customer.bubble("Good morning", own=True), "Edit")
        customer.page.get_by_role("textbox", name="Message as Noah Reed").fill("Good evening")
        customer.page.get_by_role("button", name="Change", exact=True).click()
        expect(agent.bubble("Good evening", side="inbound")).to_contain_text("edited")
        expect(agent.bubble("Good morning", side="inbound")).to_have_count(0)
    with subtests.test("delete"):
        customer.more(customer.bubble("Have you seen this?", own=True), "Delete for everyone")
        gone = agent.bubble("Deleted by the customer", side="inbound")
        gone.get_by_role("button", name="Show what it said").click()
        expect(gone.locator("del")).to_have_text("Have you seen this?")
        expect(customer.bubble("This message was deleted.", own=True)).to_have_count(1)
    pictures(agent, customer, shot, "inbound")


def of_kind(agent: Agent, kind: str) -> Locator:
    line = agent.bubble(kind=kind, side="inbound")
    expect(line).to_have_count(1)
    return line


def image_received(agent: Agent) -> None:
    line = of_kind(agent, "image")
    expect(line).to_contain_text("Like this one?")
    expect_picture(line.locator("img"))


def voice_received(agent: Agent) -> None:
    line = of_kind(agent, "audio")
    expect(line.get_by_role("group", name="Voice message")).to_be_visible()
    line.get_by_role("button", name="Play").click()
    expect(line.locator("audio")).not_to_have_js_property("currentTime", 0)


def order_received(agent: Agent) -> None:
    line = of_kind(agent, "order")
    expect(line).to_contain_text("LINDEN-SAGE £179.00")
    expect(line.locator(".order-total")).to_contain_text("203.00")


def document_received(agent: Agent) -> None:
    expect(of_kind(agent, "document").get_by_role("link")).to_have_attribute("download", "note.pdf")


def with_words(kind: str, words: str) -> Callable[[Agent], None]:
    return lambda agent: expect(of_kind(agent, kind)).to_contain_text(words)


def text_with(text: str, words: str) -> Callable[[Agent], None]:
    return lambda agent: expect(agent.bubble(text, side="inbound")).to_contain_text(words)


RECEIVED: dict[str, Callable[[Agent], None]] = {
    "image": image_received,
    "video": lambda agent: expect(of_kind(agent, "video").locator("video")).to_be_visible(),
    "voice": voice_received,
    "document": document_received,
    "sticker": lambda agent: expect_picture(of_kind(agent, "sticker").locator("img")),
    "location": with_words("location", "Harbourside"),
    "contact": with_words("contacts", "Robin Ashworth"),
    "order": order_received,
    "form": with_words("interactive", "kitchen"),
    "unsupported": with_words("unsupported", "open it on the phone"),
    "advert": text_with("I saw your advert", "Lamps for long evenings"),
    "forwarded": text_with("Have you seen this?", "Forwarded"),
}


def their_reaction_comes_and_goes(agent: Agent, customer: Customer) -> None:
    agent.write("We open at nine.")
    line, there = agent.bubble("We open at nine."), customer.bubble("We open at nine.")
    customer.more(there, "React with ❤️")
    expect(line.get_by_role("img", name="❤️ from the customer")).to_be_visible()
    # The phone takes back what it shows itself, and the console may be the first to show it.
    expect(there.get_by_role("img", name=re.compile("^Reactions:.*❤️"))).to_be_visible()
    customer.more(there, "React with ❤️")
    expect(line.locator(".reactions")).to_have_count(0)


def pictures(agent: Agent, customer: Customer, shot: Shot, which: str) -> None:
    """Both sides in light, dark and narrow, to be looked at; the agent has seen all of it by then."""
    rows = agent.page.get_by_role("listbox", name="Conversations").get_by_role("option")
    expect(rows.filter(has_text=agent.customer).locator(".badge")).to_have_count(0)
    shot(agent.page, f"console-{which}-light")
    # Only a narrow phone page shows all of a long chat.
    for page in (agent.page, customer.page):
        page.set_viewport_size(NARROW)
    for scheme in SCHEMES:
        for side, page in (("console", agent.page), ("phone", customer.page)):
            page.emulate_media(color_scheme=scheme)
            shot(page, f"{side}-{which}-420-{scheme}")
    agent.page.set_viewport_size(TALL)
    shot(agent.page, f"console-{which}-dark")
