"""Meta's Business Agent answers a customer: the console says so, and one agent takes the conversation over."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer, Provider
from tests.live import LiveServer

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]
WORDS = "I am the shop's assistant. How can I help you?"
SIZES = {"narrow": {"width": 390, "height": 800}, "wide": {"width": 1360, "height": 850}}


def let_it_answer(agent: Agent, customer: Customer) -> None:
    """By the phone page, in a later second than the customer wrote: providers report whole seconds."""
    agent.page.wait_for_function("second => Date.now() / 1000 >= second", arg=int(time.time()) + 1)
    customer.panel().get_by_role("button", name="Meta's Business Agent answers", exact=True).click()
    expect(agent.bubble(WORDS)).to_have_count(1)


def expect_locked(agent: Agent) -> None:
    composer = agent.page.locator(".composer")
    expect(composer).to_contain_text("Meta's Business Agent answers here.")
    expect(agent.box).to_have_count(0)


def look(agent: Agent, shot: Shot) -> None:
    """In both themes, wide and narrow."""
    for scheme in ("light", "dark"):
        agent.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for name, size in SIZES.items():
            agent.page.set_viewport_size(size)  # type: ignore[arg-type]
            expect(agent.page.get_by_role("button", name="Take over", exact=True)).to_be_in_viewport(ratio=1)
            shot(agent.page, f"other-sender-{scheme}-{name}")
            assert violations(agent.page, within=agent.page.locator(".composer")) == []


def test_an_agent_takes_over_and_the_colleague_sees_it(
    demo: LiveServer, talk: Talk, console: Callable[..., Page], provider: Provider, shot: Shot
) -> None:
    agent, customer = talk("Ada Byron", "+44 7700 900881", "Do you have lamps?")
    colleague = Agent(console(demo.access["agents"][0]["username"]), customer.name).open()
    let_it_answer(agent, customer)
    expect_locked(agent)
    expect_locked(colleague)
    look(agent, shot)
    take_over = agent.page.get_by_role("button", name="Take over", exact=True)
    take_over.focus()
    take_over.press("Enter")
    expect(agent.box).to_be_focused()
    expect(colleague.box).to_be_visible()
    agent.write("I am a person.")
    agent.expect_read(agent.bubble("I am a person."))
