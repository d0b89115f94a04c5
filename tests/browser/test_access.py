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


def search(agent: Agent) -> Locator:
    """What was written, found among all conversations."""
    agent.page.get_by_role("heading", name=agent.customer).click()
    agent.page.keyboard.press("Shift+F")
    panel = agent.page.get_by_role("dialog", name="Search everything")
    panel.get_by_role("combobox").fill("Good day")
    expect(found(panel, agent)).to_be_visible()
    return panel


def found(panel: Locator, agent: Agent) -> Locator:
    hits = panel.get_by_role("group", name="Messages and notes").get_by_role("option")
    return hits.filter(has_text=agent.customer).first


def block_question(agent: Agent) -> Locator:
    agent.page.get_by_role("button", name="Block…").click()
    return agent.page.get_by_role("dialog", name=f"Block {agent.customer}?")


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
    "search": search,
    "block question": block_question,
}
# What has its picture taken here and nowhere else.
LOOKED_AT = {"search": "search-panel", "block question": "block-question"}
# What is asked of the server, and what stands there when it refuses.
REFUSED = {
    "list": (re.compile(r"/api/conversations/\?"), "The list could not be loaded."),
    "thread": (re.compile(r"/api/conversations/\d+/messages/\?"), "could not be loaded"),
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
            assert in_both_themes(agent.page, shown, LOOKED_AT.get(what, "")) == []
            agent.page.keyboard.press("Escape")
            expect(shown).to_be_hidden()
    with subtests.test("one that was found"):
        found(search(agent), agent).click()
        hits = agent.page.get_by_role("toolbar", name="What was found")
        expect(hits.get_by_role("status")).to_have_text(re.compile(r"^1 of \d"))
        assert in_both_themes(agent.page, hits, "search-hit") == []
        hits.get_by_role("button", name="End the search").click()
        expect(hits).to_be_hidden()
    with subtests.test("what is half-written"):
        dialog = agent.attach("Contact card")
        dialog.get_by_label("Name", exact=True).fill("Wendy")
        agent.page.keyboard.press("Escape")
        expect(dialog).to_contain_text("Discard what you have written here?")
        assert in_both_themes(agent.page, dialog, "discard-question") == []
        dialog.get_by_role("button", name="Discard it").click()
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
    for what, (asked, words) in REFUSED.items():
        with subtests.test(f"{what} that cannot be read"):
            agent.page.route(asked, lambda route: route.fulfill(status=403, json={"detail": "No."}))
            agent.page.reload()
            problem = agent.page.locator(".empty").filter(has_text=words)
            expect(problem.get_by_role("button", name="Try again")).to_be_visible()
            assert in_both_themes(agent.page, problem, f"failed-{what}") == []
            agent.page.unroute(asked)
            problem.get_by_role("button", name="Try again").click()
            expect(problem).to_be_hidden()
    with subtests.test("phone page"):
        panel = customer.panel()
        customer.page.get_by_label("Attach", exact=True).click()
        assert in_both_themes(customer.page, customer.page.locator(".stage")) == []
        assert violations(customer.page, CONTRAST, panel) == []
