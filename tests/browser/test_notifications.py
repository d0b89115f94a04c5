"""An agent with two tabs is told of a customer: once, by one of them, and only where they do not look."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Customer, thread_of

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]

# What a machine without loudspeakers and a screen cannot show: how often it rang, and what stood there.
WATCHED = """
window.shown = [];
const counted = {rang: 0, shown: 0, asked: 0, decided: 0};
const count = (what) => { counted[what] += 1; document.documentElement.dataset[what] = counted[what]; };
window.AudioContext = class extends AudioContext { constructor() { super(); count('rang'); } };
window.Notification = class extends EventTarget {
  static permission = 'default';
  static async requestPermission() { count('asked'); return this.permission = 'granted'; }
  constructor(title, options) { super(); Object.assign(this, {title, ...options}); window.shown.push(this); count('shown'); }
  close() {}
};
// A tab asks the others what they show, and has the answers after 200 ms: then it has told, or not.
const say = BroadcastChannel.prototype.postMessage;
BroadcastChannel.prototype.postMessage = function (said) {
  say.call(this, said);
  if (said.ask) setTimeout(() => count('decided'), 250);
};
let seen = 'visible';
Object.defineProperty(document, 'visibilityState', {get: () => seen});
window.show = (state) => { seen = state; document.dispatchEvent(new Event('visibilitychange')); };
"""


def counted(page: Page, what: str) -> Locator:
    """The page, once something of this kind has happened in it."""
    return page.locator(f"html[data-{what}]")


def test_a_customer_is_told_once_and_a_click_leads_there(
    console: Open, phone: Callable[..., Page], shot: Shot
) -> None:
    first = console()
    context = first.context
    context.add_init_script(WATCHED)
    second = context.new_page()
    for page in (first, second):
        with page.expect_response(re.compile("/api/me/notifications/")):
            page.goto(first.url.partition("#")[0] + "#/all/any")
            page.reload()

    # The one that was touched last, and nobody was asked anything so far.
    first.get_by_role("button", name=re.compile("^Account: ")).click()
    first.get_by_role("menuitem", name="Notifications…").click()
    panel = first.get_by_role("dialog", name="Notifications")
    expect(panel.get_by_role("combobox", name="Notify me of")).to_have_value("unassigned")
    expect(counted(first, "asked")).to_have_count(0)
    panel.get_by_role("button", name="Allow in this browser").click()
    expect(panel.get_by_text("This browser shows them.")).to_be_visible()
    panel.get_by_role("checkbox", name="Quiet hours").check()
    shot(first, "notifications-light")
    assert violations(first, within=panel) == []
    first.set_viewport_size({"width": 390, "height": 844})
    shot(first, "notifications-390")
    first.emulate_media(color_scheme="dark")
    shot(first, "notifications-390-dark")
    assert violations(first, within=panel) == []
    panel.get_by_role("checkbox", name="Quiet hours").uncheck()
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    first.set_viewport_size({"width": 1360, "height": 850})

    customer = Customer(phone("Nina Notified", "+44 7700 900882"), "Nina Notified")
    customer.write("Is anybody there?")
    expect(counted(first, "rang")).to_have_attribute("data-rang", "1")
    expect(first).to_have_title(re.compile(r"^\([1-9]\d*\) "))
    assert str(first.locator("link[rel=icon]").get_attribute("href")).startswith("data:image/svg")
    # The console is on the screen.
    expect(counted(second, "decided")).to_have_count(1)
    expect(counted(first, "shown")).to_have_count(0)

    # Nobody looks: what stands there leads to the thread.
    for page in (first, second):
        page.evaluate("window.show('hidden')")
    decided = str(second.locator("html").get_attribute("data-decided"))
    customer.write("Hello?")
    expect(counted(first, "shown")).to_have_attribute("data-shown", "1")
    assert first.evaluate("[window.shown[0].title, window.shown[0].body]") == ["Nina Notified", "Hello?"]
    expect(second.locator("html")).not_to_have_attribute("data-decided", decided)
    for what in ("rang", "shown"):
        expect(counted(second, what)).to_have_count(0)
    first.evaluate("window.show('visible'); window.shown[0].dispatchEvent(new Event('click'))")
    expect(thread_of(first, "Nina Notified")).to_be_visible()
