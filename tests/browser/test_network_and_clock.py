"""A computer whose clock is wrong, a network that lets no WebSocket through, and none at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer, address

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]
# Before any script of the page: its clock is so many milliseconds wrong.
WRONG = """
const Right = Date;
window.Date = class extends Right {
  constructor(...given) { given.length > 0 ? super(...given) : super(Right.now() + %d); }
  static now() { return Right.now() + %d; }
};
"""
# As a proxy that does not know WebSockets answers.
BLOCKED = """
window.WebSocket = class extends EventTarget {
  readyState = 3;
  constructor() { super(); setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 }))); }
  send() {}
  close() {}
};
"""
# The thread and Details come a moment after the list; without them there is nothing that could say so.
LOADED = """() => {
  const names = performance.getEntriesByType("resource").map(entry => entry.name);
  return ["ThreadPane", "Details"].every(part => names.some(name => name.includes(part) && name.endsWith(".js")));
}"""

# The paths in all caches.
KEPT = """async () => {
  const caches = await Promise.all((await window.caches.keys()).map(name => window.caches.open(name)));
  const requests = await Promise.all(caches.map(cache => cache.keys()));
  return requests.flat().map(({ url }) => new URL(url).pathname);
}"""


@pytest.mark.parametrize(
    ("hours", "name", "number"), [(26, "Ola Fast", "+44 7700 900740"), (-26, "Ola Slow", "+44 7700 900741")]
)
def test_a_clock_that_is_wrong_closes_no_window(
    talk: Talk, console: Callable[..., Page], hours: int, name: str, number: str
) -> None:
    agent, customer = talk(name, number)
    page = console()
    page.context.add_init_script(WRONG % (hours * 3_600_000, hours * 3_600_000))
    page.goto(address(agent.page))
    page.reload()
    wrong = Agent(page, name)
    expect(wrong.box).to_be_visible()
    expect(page.locator(".thread-head .window-clock")).to_have_text(re.compile(r"^Window closes in 2[34] h$"))
    expect(wrong.thread.locator(".day").last).to_have_text("Today")
    wrong.write("It is still open.")
    expect(customer.bubble("It is still open.")).to_have_count(1)


def test_without_websockets_everything_comes_by_asking(
    talk: Talk, console: Callable[..., Page], shot: Shot
) -> None:
    agent, customer = talk("Ned Block", "+44 7700 900745")
    page = console()
    page.context.add_init_script(BLOCKED)
    page.goto(address(agent.page))
    page.reload()
    blocked = Agent(page, "Ned Block")
    bar = page.get_by_text("Live updates are blocked between you and the server.")
    expect(bar).to_be_visible()
    customer.write("Does this arrive?")
    expect(blocked.bubble("Does this arrive?", side="inbound")).to_have_count(1)
    blocked.write("It does.")
    expect(customer.bubble("It does.")).to_have_count(1)
    expect(blocked.bubble("It does.")).to_have_count(1)
    assert violations(page, within=page.locator(".bar")) == []
    shot(page, "blocked")


def test_without_a_network_a_thread_that_was_never_loaded_says_so(
    talk: Talk, console: Callable[..., Page], shot: Shot
) -> None:
    talk("Ivo Offline", "+44 7700 900746", "Is anybody there?")
    page = console()
    page.get_by_role("button", name="All", exact=True).click()
    row = page.get_by_role("option").filter(has_text="Ivo Offline").first
    expect(row).to_be_visible()
    page.wait_for_function(LOADED)
    page.context.set_offline(True)
    row.click()
    expect(page.get_by_text("The messages are not here yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()
    shot(page, "offline")
    assert violations(page) == []
    page.context.set_offline(False)
    expect(Agent(page, "Ivo Offline").bubble("Is anybody there?", side="inbound")).to_have_count(1)


def test_the_phone_page_draws_markup_keeps_menus_whole_and_leads_to_the_console(
    talk: Talk, console: Callable[..., Page], shot: Shot
) -> None:
    agent, customer = talk("Mara Mark", "+44 7700 900744")
    agent.write("*Ready* _today_ ~not~ ```A-17```")
    line = customer.bubble("Ready")
    expect(line.locator("strong")).to_have_text("Ready")
    expect(line.locator("em")).to_have_text("today")
    expect(line.locator("s")).to_have_text("not")
    expect(line.locator("code")).to_have_text("A-17")
    for each in (line, customer.bubble("Hello!", own=True)):
        each.get_by_label("More", exact=True).click()
        menu = each.locator(".menu-body")
        expect(menu.get_by_role("button", name="React with 👍")).to_be_in_viewport(ratio=1)
        assert whole(menu)
        customer.page.keyboard.press("Escape")
    shot(customer.page, "phone-markup")
    link = customer.page.get_by_role("link", name="Open in the console")
    page = console()
    page.goto(str(link.evaluate("a => a.href")))
    expect(page.get_by_role("option").filter(has_text="Mara Mark")).to_have_count(1)


def whole(menu: Any) -> bool:
    """Whether all of it can be pressed: nothing cuts it or lies over its corners."""
    return bool(
        menu.evaluate(
            """menu => {
              const { left, right, top, bottom } = menu.getBoundingClientRect();
              const corners = [[left, top], [right, top], [left, bottom], [right, bottom]];
              const inside = ([x, y]) => [x + (x === left ? 5 : -5), y + (y === top ? 5 : -5)];
              return corners.map(inside).every(([x, y]) => menu.contains(document.elementFromPoint(x, y)));
            }"""
        )
    )


def test_nothing_open_shows_what_there_is_to_do(console: Callable[..., Page], shot: Shot) -> None:
    page = console()
    expect(page.get_by_role("region", name="Waiting longest").get_by_role("button").first).to_be_visible()
    assert violations(page, within=page.locator(".nothing-open")) == []
    shot(page, "nothing-open")
    shot(console(color_scheme="dark"), "nothing-open-dark")
    page.get_by_role("region", name="Now").get_by_role("button", name="Waiting").click()
    expect(page).to_have_url(re.compile("#/waiting/"))


def test_without_a_network_the_console_begins_and_goes_on_by_itself(
    console: Callable[..., Page], shot: Shot
) -> None:
    page = console(service_workers="allow")
    # It can be installed, and all that it is made of is kept.
    manifest = page.request.get(str(page.locator("link[rel=manifest]").evaluate("link => link.href")))
    assert manifest.json()["display"] == "standalone"
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("status").filter(has_text="no network")).to_be_visible()
    shot(page, "without-network-light")
    assert violations(page) == []
    page.context.set_offline(False)
    expect(page.get_by_role("listbox", name="Conversations")).to_be_visible()
    # The server's page again, and nobody's data was kept.
    kept = page.evaluate(KEPT)
    assert "/" in kept
    assert [path for path in kept if path != "/" and not path.startswith("/static/messaging/dist/")] == []
