"""After 24 hours only a template goes out, and what was written meanwhile goes when the customer answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import in_both_themes
from tests.browser.people import Agent, Customer, Provider, conversation_of
from tests.live import LiveServer

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]
STILL_THERE = "Hello! We would like to go on with your question. May we write to you here?"
TOO_LATE = "This text comes too late."


def let_a_day_pass(customer: Customer) -> None:
    """At the provider."""
    panel = customer.panel()
    panel.get_by_role("button", name="Let a day pass").click()
    expect(panel.get_by_role("status").filter(has_text="A day has passed.")).to_be_visible()


def close_window(agent: Agent, customer: Customer) -> None:
    """A day goes by at the provider. The console is not told and learns it from the answer to its next text."""
    expect(agent.page.locator(".thread-head .window-clock")).to_have_text(
        re.compile(r"^Window closes in 2[34] h$")
    )
    let_a_day_pass(customer)
    agent.write(TOO_LATE)
    expect(agent.page.locator(".thread-head .window-clock")).to_have_text("Window closed")
    expect(agent.bubble(TOO_LATE).locator(".send-error.red")).to_be_visible()
    expect(agent.box).to_have_count(0)


def expect_nothing_sticks_out(agent: Agent) -> None:
    """On a phone, too, the text that came too late stays in its thread, with all its buttons."""
    usual = agent.page.viewport_size
    inside = "thread => [thread, ...thread.querySelectorAll('.send-error')].every(e => e.scrollWidth <= e.clientWidth)"
    for width in (360, 420):
        agent.page.set_viewport_size({"width": width, "height": 800})
        assert agent.thread.evaluate(inside), f"{width} px"
    assert usual
    agent.page.set_viewport_size(usual)


SIZES = [(1360, 850), (1024, 700), (844, 390), (390, 844)]


def expect_one_line(agent: Agent, shot: Shot, name: str, most: int) -> None:
    """What stands in the place of the box leaves the thread its room, in any window."""
    usual = agent.page.viewport_size
    assert usual
    for width, height in SIZES:
        agent.page.set_viewport_size({"width": width, "height": height})
        assert composer(agent).evaluate("one => one.clientHeight") <= min(most, height // 3), f"{width} px"
        assert composer(agent).evaluate("one => one.scrollWidth <= one.clientWidth"), f"{width} px"
        shot(agent.page, f"{name}-{width}")
    agent.page.set_viewport_size(usual)
    assert in_both_themes(agent.page, composer(agent)) == []


def composer(agent: Agent) -> Locator:
    return agent.page.locator(".composer")


def choose_template(agent: Agent) -> Locator:
    """The sheet over the thread."""
    composer(agent).get_by_role("button", name="Choose a template", exact=True).click()
    sheet = agent.page.get_by_role("dialog", name="Choose a template")
    expect(sheet.get_by_role("searchbox")).to_be_focused()
    return sheet


def use_template(agent: Agent, send: str) -> None:
    """The one without blanks."""
    sheet = choose_template(agent)
    sheet.get_by_role("button", name=re.compile("^still there")).click()
    sheet.get_by_role("button", name=send, exact=True).click()
    expect(sheet).to_be_hidden()


def write_for_later(agent: Agent, text: str) -> None:
    composer(agent).get_by_role("button", name="Send when they reply", exact=True).click()
    composer(agent).get_by_role("textbox", name=re.compile("sent when they reply$")).fill(text)


def expect_held(agent: Agent, customer: Customer, text: str) -> None:
    """It stands in the thread and says that it waits; the customer has the template and nothing else."""
    held = agent.bubble(text)
    expect(held).to_have_count(1)
    expect(held).to_contain_text("Waits until they reply")
    expect(held.get_by_role("button", name="Cancel")).to_be_visible()
    agent.expect_read(agent.bubble(STILL_THERE, "template"))
    expect(customer.bubble(STILL_THERE, "template")).to_have_count(1)
    expect(customer.bubble(text)).to_have_count(0)


def change_of_mind(agent: Agent, text: str) -> None:
    """Held, and taken back before the customer answers."""
    write_for_later(agent, text)
    composer(agent).get_by_role("button", name="Hold until they reply", exact=True).click()
    line = agent.bubble(text)
    line.get_by_role("button", name="Cancel").click()
    expect(line).to_contain_text("Taken back before it was sent")


def expect_sent_once(agent: Agent, customer: Customer, text: str) -> None:
    agent.expect_read(agent.bubble(text))
    expect(customer.bubble(text)).to_have_count(1)
    expect(agent.box).to_be_visible()
    expect(agent.page.locator(".thread-head .window-clock")).to_have_text(
        re.compile("^Window closes in 2[34] h$")
    )


def reply_by_program(demo: LiveServer, agent: Agent) -> Any:
    path = f"/api/conversations/{conversation_of(agent.page)}/messages"
    return demo.request("POST", path, {"content": "Hello?"}, token=demo.access["api_token"])


def test_only_a_template_goes_and_free_text_is_refused(talk: Talk, demo: LiveServer, shot: Shot) -> None:
    agent, customer = talk("Owen Blake", "+44 7700 900571")
    close_window(agent, customer)
    refused = reply_by_program(demo, agent)
    assert refused.status == 409
    assert refused.json["code"] == "window_closed"
    expect_one_line(agent, shot, "console-window-closed", 110)
    expect_nothing_sticks_out(agent)

    use_template(agent, "Send")
    agent.expect_read(agent.bubble(STILL_THERE, "template"))
    expect(customer.bubble(STILL_THERE, "template")).to_have_count(1)

    # They were asked just now: no second template is needed.
    write_for_later(agent, "The lamp is ready.")
    composer(agent).get_by_role("button", name="Hold until they reply", exact=True).click()
    expect_held(agent, customer, "The lamp is ready.")
    change_of_mind(agent, "Or shall I bring it?")
    customer.write("Yes, please do.")
    expect_sent_once(agent, customer, "The lamp is ready.")
    expect(customer.bubble(TOO_LATE)).to_contain_text("Not delivered (131047)")
    expect(customer.bubble("Or shall I bring it?")).to_have_count(0)


def test_the_answer_follows_by_itself_once_the_template_is_answered(
    talk: Talk, provider: Provider, shot: Shot
) -> None:
    agent, customer = talk("Pia Lund", "+44 7700 900572")
    close_window(agent, customer)
    late = agent.bubble(TOO_LATE)
    # The text that came too late is taken over, and goes with the template that asks for an answer.
    late.get_by_role("button", name="Send when they reply").click()
    box = composer(agent).get_by_role("textbox", name=re.compile("sent when they reply$"))
    expect(box).to_have_value(TOO_LATE)
    box.fill("Thursday at ten suits us.")
    expect_one_line(agent, shot, "console-hold", 210)
    use_template(agent, "Hold until they reply")
    expect_held(agent, customer, "Thursday at ten suits us.")
    shot(agent.page, "console-held")

    # Told twice, as Meta may: it is released once.
    provider.fault("duplicate", times=1)
    customer.write("Hello, when do you come?")
    expect_sent_once(agent, customer, "Thursday at ten suits us.")
    customer.write("Great.")
    expect(agent.bubble("Great.", side="inbound")).to_have_count(1)
    expect_sent_once(agent, customer, "Thursday at ten suits us.")
    expect_to_wait_with_an_open_window(agent, customer)


def expect_to_wait_with_an_open_window(agent: Agent, customer: Customer) -> None:
    """What is for the next time they write waits although the window is open; one of two is sent at once."""
    for text in ("See you on Thursday.", "Please bring the old lamp."):
        agent.box.fill(text)
        composer(agent).get_by_role("button", name="More ways to send").click()
        composer(agent).get_by_role("button", name="Send when they reply", exact=True).click()
        expect(agent.box).to_be_focused()
        expect(agent.bubble(text)).to_contain_text("Waits until they reply")
    agent.bubble("Please bring the old lamp.").get_by_role("button", name="Send now").click()
    expect_sent_once(agent, customer, "Please bring the old lamp.")
    expect(customer.bubble("See you on Thursday.")).to_have_count(0)
    customer.write("I will.")
    expect_sent_once(agent, customer, "See you on Thursday.")
