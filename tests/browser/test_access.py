"""Everything that opens over the console and on the phone page can be used by everybody (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import CONTRAST, in_both_themes, violations
from tests.browser.people import Agent, Customer, file

Talk = Callable[..., tuple[Agent, Customer]]


def pop(agent: Agent, name: str) -> Locator:
    agent.page.get_by_role("button", name=name, exact=True).click()
    return agent.page.get_by_role("dialog", name=name, exact=True)


def reactions(agent: Agent) -> Locator:
    line = agent.bubble("Hello!", side="inbound")
    line.get_by_role("button", name="React", exact=True).click()
    return line.get_by_role("group", name="Choose a reaction")


def timeline(agent: Agent) -> Locator:
    agent.bubble("Good day").get_by_role("button", name=re.compile("timeline")).click()
    return agent.page.get_by_role("dialog", name="Message timeline")


def picture(agent: Agent) -> Locator:
    agent.bubble(kind="image", side="inbound").get_by_role("button", name=re.compile("^Image")).click()
    return agent.page.locator(".lightbox")


def choices(agent: Agent, tab: str) -> Locator:
    dialog = agent.attach("Buttons, list or link")
    dialog.get_by_role("button", name=tab, exact=True).click()
    return dialog


def template(agent: Agent) -> Locator:
    dialog = agent.attach("Template")
    dialog.get_by_role("button", name=re.compile("^autumn collection")).click()
    return dialog.locator(".preview")


def templates(agent: Agent) -> Locator:
    return agent.attach("Template").get_by_role("button", name=re.compile("^winter sale"))


def order(agent: Agent) -> Locator:
    agent.page.get_by_role("button", name=re.compile("^Order")).click()
    return agent.page.get_by_role("dialog", name="Order")


def snooze_date(agent: Agent) -> Locator:
    agent.page.get_by_role("heading", name=agent.customer).click()
    agent.page.keyboard.press("s")
    agent.page.get_by_role("option", name="Date and time…").click()
    return agent.page.get_by_role("dialog", name="Snooze until")


def written(agent: Agent, text: str) -> Agent:
    agent.box.fill(text)
    return agent


OPENED: dict[str, Callable[[Agent], Locator]] = {
    "attach menu": lambda agent: pop(agent, "Attach"),
    "emoji": lambda agent: pop(agent, "Emoji").locator(".emoji-grid").first,
    "emoji by name": lambda agent: written(agent, ":smi").page.get_by_role("listbox", name="Emoji"),
    "ways to send": lambda agent: pop(written(agent, "Good day"), "More ways to send"),
    "reactions": reactions,
    "location": lambda agent: agent.attach("Location"),
    "contact card": lambda agent: agent.attach("Contact card"),
    "list": lambda agent: choices(agent, "List"),
    "link": lambda agent: choices(agent, "Link"),
    "templates": templates,
    "template": template,
    "timeline": timeline,
    "picture": picture,
    "order": order,
    "snooze date": snooze_date,
}
# Whom of the demo something was written to that did not go out, and what is said of it.
NOT_SENT = {
    "Sofia Marino": "could not deliver this message",
    "Ethan Brooks": "it may or may not have arrived",
    "Victor Lindgren": "Waits until they reply",
}


def test_console_with_something_open(talk: Talk, subtests: pytest.Subtests) -> None:
    agent, customer = talk("Tess Winter", "+44 7700 900591")
    customer.attach("Photo")
    agent.write("Good day")
    agent.expect_read(agent.bubble("Good day"))
    for what, opened in OPENED.items():
        with subtests.test(what):
            shown = opened(agent)
            expect(shown).to_be_visible()
            assert in_both_themes(agent.page, shown) == []
            agent.page.keyboard.press("Escape")
            expect(shown).to_be_hidden()
    with subtests.test("a quote, a file that fits and one that does not"):
        agent.bubble("Hello!", side="inbound").get_by_role("button", name="Reply to this message").click()
        wrong = file("image", "page.svg") | {"mimeType": "image/svg+xml"}
        agent.page.get_by_label("Photo, video or document").set_input_files([file("image"), wrong])
        expect(agent.page.get_by_role("alert").filter(has_text="cannot be sent here")).to_be_visible()
        assert in_both_themes(agent.page, agent.page.locator(".composer")) == []
    for name, words in NOT_SENT.items():
        with subtests.test(words):
            agent.page.evaluate(
                "name => { location.hash = `#/all/any?q=${encodeURIComponent(name)}`; }", name
            )
            agent.page.get_by_role("option").filter(has_text=name).first.click()
            line = Agent(agent.page, name).bubble().filter(has=agent.page.locator(".send-error")).last
            expect(line).to_contain_text(words)
            assert in_both_themes(agent.page, line) == []
    with subtests.test("phone page"):
        panel = customer.panel()
        customer.page.get_by_label("Attach", exact=True).click()
        assert in_both_themes(customer.page, customer.page.locator(".stage")) == []
        assert violations(customer.page, CONTRAST, panel) == []
