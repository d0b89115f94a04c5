"""Without a mouse and without a screen: Tab stops, arrows in every menu, and what is announced."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import keep_toasts, violations
from tests.browser.people import Agent, Customer, Provider, thread_of
from tests.browser.test_loop import all_of_them

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]

MOST_STOPS = 6
# Of the thread: what Tab leads to.
STOPS = (
    """feed => [...feed.querySelectorAll("*")].filter(one => one.tabIndex >= 0).map(one => one.ariaLabel)"""
)


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def article(page: Page, words: str) -> Locator:
    return page.get_by_role("article", name=re.compile(words))


def tab_to(page: Page, target: Locator, most: int = 30) -> int:
    """How often Tab is pressed until the focus is there."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return pressed
    raise AssertionError(f"not reached within {most}")


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def announced(page: Page) -> Locator:
    return page.locator(".announcer")


def find(page: Page, name: str) -> Locator:
    """Opened from the search box; the focus is in its composer."""
    press(page, "f")
    page.keyboard.type(name)
    page.wait_for_url(re.compile("q="))
    row = page.get_by_role("listbox", name="Conversations").get_by_role("option").filter(has_text=name)
    expect(row).to_have_count(1)
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name=f"Reply to {name}")
    expect(box).to_be_focused()
    return box


def test_from_a_row_to_the_composer_in_few_stops_however_long_the_thread(
    talk: Talk, provider: Provider, shot: Shot
) -> None:
    name = "Tabitha Stopes"
    agent, customer = talk(name, "+44 7700 900730", "Message 0")
    page = agent.page
    for number in range(1, 61):
        provider.post(f"customers/{customer.id}/messages", text=f"Message {number}")
    expect(article(page, "Message 60$")).to_be_visible()
    rows = page.get_by_role("listbox", name="Conversations").get_by_role("option")
    for details in (False, True):
        shown = page.get_by_role("complementary", name="Details")
        if shown.is_visible() != details:
            page.get_by_role("button", name="Details", exact=True).click()
        rows.filter(has_text=name).first.focus()
        assert tab_to(page, agent.box) <= MOST_STOPS
        if details:
            # After what is written.
            tab_to(page, shown.get_by_role("button").first)
    page.get_by_role("button", name="Details", exact=True).click()

    assert len(thread_of(page, name).evaluate(STOPS)) == 1
    agent.box.press("ArrowUp")
    expect(article(page, "Message 60$")).to_be_focused()
    shot(page, "keyboard-message-light")
    assert violations(page) == []
    # The real beginning, for which older pages are loaded.
    press(page, "Home")
    first = article(page, ": Message 0$")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    assert len(thread_of(page, name).evaluate(STOPS)) == 1
    press(page, "PageDown")
    expect(first).not_to_be_focused()
    press(page, "End")
    expect(article(page, "Message 60$")).to_be_focused()
    # It scrolls out of sight, and neither it nor the next key is lost.
    thread_of(page, name).evaluate("feed => { feed.scrollTop = 0; }")
    expect(first).to_be_in_viewport()
    expect(article(page, "Message 60$")).to_be_focused()
    press(page, "ArrowUp")
    expect(article(page, "Message 59$")).to_be_focused()
    expect(article(page, "Message 59$")).to_be_in_viewport()
    press(page, "Escape")
    expect(agent.box).to_be_focused()


def test_a_customer_is_answered_by_keys_alone(console: Open, phone: Open, shot: Shot) -> None:
    name = "Keira Loggins"
    customer = Customer(phone(name, "+44 7700 900731"), name)
    customer.write("Do you have the oak lamp?")
    page = all_of_them(console(color_scheme="dark"))
    box = find(page, name)
    page.keyboard.type("Yes, two of them.")
    press(page, "Enter")
    expect(customer.bubble("Yes, two of them.")).to_be_visible()

    press(page, "ArrowUp")
    expect(article(page, r"^You, \d\d:\d\d.*: Yes, two of them\.")).to_be_focused()
    press(page, "ArrowUp")
    question = article(page, rf"{name}, \d\d:\d\d.*: Do you have the oak lamp\?")
    expect(question).to_be_focused()
    press(page, "+")
    reactions = page.get_by_role("group", name="Choose a reaction")
    expect(reactions.get_by_role("button", name="👍")).to_be_focused()
    shot(page, "keyboard-reactions-dark")
    assert violations(page) == []
    press(page, "ArrowRight Enter")
    expect(question.get_by_role("button", name=re.compile("❤️ from"))).to_be_visible()
    expect(question).to_be_focused()
    expect(question).to_have_accessible_name(re.compile("❤️ from us"))

    press(page, "i")
    expect(page.get_by_role("dialog", name="Message timeline")).to_be_visible()
    assert violations(page) == []
    press(page, "Escape")
    expect(question).to_be_focused()
    press(page, "r")
    expect(box).to_be_focused()
    page.keyboard.type("In oak, too.")
    press(page, "Enter")
    expect(customer.bubble("In oak, too.")).to_contain_text("Do you have the oak lamp?")

    # A letter that is no key goes on in the reply.
    press(page, "ArrowUp")
    expect(article(page, "In oak, too")).to_be_focused()
    page.keyboard.type("Well")
    expect(box).to_have_value("Well")
    for _ in "Well":
        press(page, "Backspace")
    press(page, "Escape e")
    expect(page.locator(".done-toast")).to_contain_text(f"Resolved: {name}")


def test_arrows_work_in_what_can_be_attached(talk: Talk, shot: Shot) -> None:
    agent, _ = talk("Arrow Smith", "+44 7700 900732", "What do you have?")
    page = agent.page
    # What can be attached: up and down, its ends, letters.
    agent.box.focus()
    press(page, "Shift+Tab")
    attach = page.get_by_role("button", name="Attach", exact=True)
    expect(attach).to_be_focused()
    press(page, "Enter")
    items = page.get_by_role("dialog", name="Attach").get_by_role("button")
    expect(items.first).to_be_focused()
    press(page, "ArrowDown")
    expect(items.nth(1)).to_be_focused()
    press(page, "End")
    expect(items.last).to_be_focused()
    shot(page, "keyboard-attach-light")
    assert violations(page) == []
    page.keyboard.type("b")
    expect(items.filter(has_text="Buttons, list or link")).to_be_focused()
    press(page, "Enter")

    # The builder: its kinds, and its fields.
    builder = page.get_by_role("dialog", name="Buttons, list or link")
    kinds = builder.get_by_role("toolbar").get_by_role("button")
    kinds.first.focus()
    press(page, "ArrowRight")
    expect(kinds.nth(1)).to_be_focused()
    press(page, "Enter")
    builder.get_by_label("Row 1", exact=True).focus()
    press(page, "ArrowDown")
    expect(focused(page)).to_have_accessible_name(re.compile("1"))
    press(page, "ArrowUp")
    expect(builder.get_by_label("Row 1", exact=True)).to_be_focused()
    assert violations(page) == []
    press(page, "Escape")
    expect(agent.box).to_be_focused()


def test_arrows_work_in_emoji_and_reactions(talk: Talk) -> None:
    agent, _ = talk("Emma Gee", "+44 7700 900734", "What do you have?")
    page = agent.page
    agent.box.focus()
    # Emoji: from the search into the grid and back.
    press(page, "Shift+Tab ArrowRight Enter")
    search = page.get_by_role("searchbox", name="Search emoji")
    expect(search).to_be_focused()
    press(page, "ArrowDown")
    emoji = page.locator(".emoji-grid .emoji")
    expect(emoji.first).to_be_focused()
    press(page, "ArrowRight ArrowDown ArrowLeft")
    expect(focused(page)).to_have_class("emoji")
    assert page.locator(".emoji-grid .emoji[tabindex='0']").count() == 1
    press(page, "ArrowUp ArrowUp")
    expect(search).to_be_focused()
    page.keyboard.type("wave")
    press(page, "ArrowDown Enter Escape")
    expect(agent.box).to_be_focused()
    expect(agent.box).to_have_value("👋")
    agent.box.fill("")

    # All reactions behind the six.
    press(page, "ArrowUp +")
    expect(page.get_by_role("group", name="Choose a reaction").get_by_role("button").first).to_be_focused()
    press(page, "End Enter")
    expect(search).to_be_focused()
    press(page, "ArrowDown ArrowRight")
    expect(emoji.nth(1)).to_be_focused()
    press(page, "Escape")
    expect(article(page, "What do you have")).to_be_focused()


def test_arrows_work_in_the_head_and_its_pickers(talk: Talk) -> None:
    agent, _ = talk("Heddy Pick", "+44 7700 900735", "What do you have?")
    page = agent.page
    agent.box.press("ArrowUp")
    # What can be done with it, by one stop and its pickers.
    press(page, "Shift+Tab")
    expect(page.locator(".thread-head :focus")).to_have_count(1)
    press(page, "Home ArrowRight")
    expect(page.locator(".thread-head :focus")).to_have_count(1)
    more = page.get_by_role("button", name="More to do with it")
    more.focus()
    for open_it in ("Enter", "Shift+A", "s", "l", "p"):
        press(page, open_it)
        picker = page.locator(".picker")
        options = picker.get_by_role("option")
        expect(options.nth(1)).to_be_visible()
        before = picker.locator("[data-highlighted]").inner_text()
        press(page, "ArrowDown")
        expect(picker.locator("[data-highlighted]")).not_to_have_text(before)
        press(page, "Escape")
        expect(picker).to_have_count(0)
        expect(more).to_be_focused()


def test_arrows_in_the_head_of_the_list(console: Open) -> None:
    page = all_of_them(console())
    views = page.get_by_role("toolbar", name="View").get_by_role("button")
    views.first.focus()
    press(page, "ArrowRight ArrowRight")
    expect(views.nth(2)).to_be_focused()
    press(page, "End")
    expect(views.last).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="View")).to_be_visible()
    press(page, "ArrowDown Escape")
    expect(views.last).to_be_focused()

    # Set filters are one stop: arrows between them, Delete takes one away.
    page.get_by_role("button", name="Filter", exact=True).press("Enter")
    picker = page.get_by_role("dialog", name="Filter")
    for words in ("urgent", "high"):
        page.keyboard.type(words)
        expect(picker.get_by_role("option")).to_have_count(1)
        press(page, "Enter")
        picker.get_by_role("combobox").fill("")
    press(page, "Escape")
    chips = page.get_by_role("toolbar", name="Filters that are set").get_by_role("button")
    expect(chips).to_have_count(2)
    chips.first.focus()
    press(page, "ArrowRight")
    expect(chips.nth(1)).to_be_focused()
    assert violations(page) == []
    press(page, "Delete")
    expect(chips).to_have_count(1)
    expect(chips.first).to_be_focused()
    press(page, "Delete")
    expect(chips).to_have_count(0)


def test_arrows_in_the_foot_of_the_list(console: Open) -> None:
    page = console()
    account = page.get_by_role("toolbar", name="Account").get_by_role("button")
    account.first.focus()
    press(page, "Enter")
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    press(page, "ArrowDown ArrowDown")
    expect(menu.locator("[data-highlighted]")).to_have_count(1)
    press(page, "Escape")
    expect(menu).to_have_count(0)
    expect(account.first).to_be_focused()
    # Past both pages of the console.
    press(page, "ArrowRight ArrowRight ArrowRight")
    canned = page.get_by_role("button", name="Canned responses")
    expect(canned).to_be_focused()
    press(page, "Enter")

    # Canned responses: from the search into the list, and typing goes on.
    dialog = page.get_by_role("dialog", name="Canned responses")
    search = dialog.get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(dialog.locator(".canned-row").nth(1)).to_be_visible()
    press(page, "ArrowDown ArrowDown")
    expect(dialog.locator(".canned-row").nth(1)).to_be_focused()
    page.keyboard.type("h")
    expect(search).to_be_focused()
    expect(search).to_have_value("h")
    press(page, "Escape")
    expect(canned).to_be_focused()


# What a toast must not lie over: the newest message, where one writes, what can be done, and the search.
UNDER_THE_TOAST = """() => {
    const toast = document.querySelector(".done-toast .notice").getBoundingClientRect();
    const newest = [...document.querySelectorAll(".bubble-line .bubble")].at(-1);
    const free = [newest, ...document.querySelectorAll(".composer, .thread-head, .list-head")];
    return free.filter(one => one?.checkVisibility()).filter(one => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return left < toast.right && right > toast.left && top < toast.bottom && bottom > toast.top;
    }).map(one => one.className);
}"""


def expect_to_cover_nothing(page: Page, shot: Shot) -> None:
    """However wide the window is, and from right to left."""
    usual = page.viewport_size
    assert usual
    for width, height in ((1360, 850), (1024, 700), (900, 600), (844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for direction in ("ltr", "rtl"):
            page.evaluate("dir => { document.documentElement.dir = dir; }", direction)
            assert page.evaluate(UNDER_THE_TOAST) == [], f"{width} px, {direction}"
        page.evaluate("document.documentElement.dir = 'ltr'")
        shot(page, f"toast-{width}")
    page.set_viewport_size(usual)


def test_what_happens_is_announced_once(talk: Talk, console: Open, provider: Provider, shot: Shot) -> None:
    name = "Annabella Unce-Featherstonehaugh"
    sam, customer = talk(name, "+44 7700 900733", "Hello?")
    mia = Agent(console("mia"), name).open()
    page = sam.page
    for each in (page, mia.page):
        keep_toasts(each)

    def regions_saying(words: str) -> int:
        """In how many regions that read their changes."""
        regions = page.locator("[role=status], [role=alert], [aria-live=polite]")
        return regions.filter(has_text=words).count()

    provider.post(f"customers/{customer.id}/messages", text="Anybody there?")
    expect(announced(page)).to_contain_text(f"{name}: Anybody there?")
    # A colleague takes what nobody had, and gives it a status.
    mia.page.get_by_role("heading", name=name).click()
    press(mia.page, "a")
    expect(mia.page.locator(".done-toast")).to_contain_text(f"{name}: assigned to Mia Lindqvist")
    expect(announced(page)).to_contain_text("Mia Lindqvist took the conversation")
    expect(announced(mia.page)).not_to_contain_text("took the conversation")
    # One's own verbs: by their toast alone, or where there is none.
    page.get_by_role("heading", name=name).click()
    press(page, "p")
    expect(page.locator(".picker").get_by_role("option").first).to_be_visible()
    page.keyboard.type("urg")
    press(page, "Enter")
    expect(page.locator(".done-toast")).to_contain_text(f"{name}: priority Urgent")
    assert regions_saying(f"{name}: priority Urgent") == 1
    expect_to_cover_nothing(page, shot)
    press(page, "z")
    expect(page.locator(".done-toast")).to_contain_text(f"Undone: {name}")
    press(page, "u")
    expect(announced(page)).to_contain_text(f"Marked unread: {name}")
    # The network goes and comes.
    page.context.set_offline(True)
    expect(page.get_by_text("No network. You can go on writing")).to_be_visible()
    assert regions_saying("No network.") == 1
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile("Connected again|Caught up"))).to_be_attached()
    assert regions_saying("Connected again") + regions_saying("Caught up") == 1


# Links in a text are as high as its lines (WCAG 2.5.8 lets them be).
SMALL = """() => [...document.querySelectorAll("button, a[href], summary, input, select, textarea, [role=option]")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".bubble-text, .sr-only, [hidden]"))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, { width, height }]) => Math.min(width, height) < 23.9)
    .map(([one, { width, height }]) =>
        `${one.className} ${one.ariaLabel ?? one.textContent} ${Math.round(width)}x${Math.round(height)}`)"""


def test_targets_are_large_enough_and_the_focus_is_seen(console: Open, provider: Provider) -> None:
    page = all_of_them(console())
    rows = page.get_by_role("listbox", name="Conversations").get_by_role("option")
    for number in range(5):
        rows.nth(number).click()
        expect(page.get_by_role("feed").get_by_role("article").first).to_be_visible()
        assert page.evaluate(SMALL) == []
    # Whatever has the focus by keys has a ring around it, or around what is said in it.
    page.keyboard.press("Escape")
    rows.first.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                const at = document.activeElement;
                const seen = [at, at.querySelector(".bubble"), at.closest(".composer-box")].filter(Boolean);
                return seen.some(one => {
                    const { outlineStyle, boxShadow } = getComputedStyle(one);
                    return outlineStyle !== "none" || boxShadow !== "none";
                });
            }"""
        )
        assert ring, page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
