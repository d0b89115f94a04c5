"""Who is there: two agents in two browsers, by what they do and by what they choose; and an agent's own password."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer, address
from tests.live import LiveServer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]

PASSWORD = "slow purple harbour clock"
NEW = "nine quiet lanterns drift"
NEWCOMER = (
    "from messaging.models import Agent\n"
    f"Agent.objects.create_user('{{name}}', password='{PASSWORD}', first_name='Pat', last_name='Onwards')"
)


def account(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Account: "))


def choose(page: Page, what: str) -> None:
    account(page).click()
    page.get_by_role("menuitemradio", name=re.compile(f"^{what}")).click()
    expect(page.get_by_role("menu")).to_be_hidden()


def owners(page: Page) -> Locator:
    """The picker of whose the open conversation is, opened."""
    page.get_by_role("button", name=re.compile("^Owner: ")).first.click()
    return page.get_by_role("dialog", name="Assign to…")


def expect_stands(agent: Agent, name: str, word: str) -> None:
    """What the owner's picker says of a colleague."""
    picker = owners(agent.page)
    expect(picker.get_by_role("option", name=name)).to_contain_text(word)
    agent.page.keyboard.press("Escape")
    expect(picker).to_be_hidden()


def test_colleagues_see_who_is_there(talk: Talk, console: Open, shot: Shot) -> None:
    sam, _ = talk("Ava Present", "+44 7700 900700", "Is anybody there?")
    expect_stands(sam, "Mia Lindqvist", "Offline")
    mia = console("mia", color_scheme="dark")
    expect(account(mia)).to_have_accessible_name("Account: Mia Lindqvist (online)")

    # Who is there when it opens comes first.
    expect_stands(sam, "Mia Lindqvist", "Online")
    colleagues = owners(sam.page).get_by_role("group", name="Colleagues").get_by_role("option")
    expect(colleagues.first).to_have_text(re.compile("Mia Lindqvist.*Online"))
    assert violations(sam.page) == []
    shot(sam.page, "availability-picker-light")
    colleagues.first.click()
    owner = sam.page.get_by_role("button", name="Owner: Mia Lindqvist (online)").first
    expect(owner).to_be_visible()

    # What is chosen is seen by colleagues, and in another tab of one's own.
    tab = mia.context.new_page()
    tab.goto(address(mia))
    account(mia).click()
    expect(mia.get_by_role("menuitemradio", name=re.compile("^Automatic"))).to_be_checked()
    assert violations(mia) == []
    shot(mia, "availability-menu-dark")
    mia.keyboard.press("Escape")
    expect(account(mia)).to_be_focused()
    choose(mia, "Away")
    expect(sam.page.get_by_role("button", name="Owner: Mia Lindqvist (away)").first).to_be_visible()
    expect(account(tab)).to_have_accessible_name("Account: Mia Lindqvist (away)")
    account(tab).click()
    expect(tab.get_by_role("menuitemradio", name=re.compile("^Away"))).to_be_checked()
    shot(sam.page, "availability-away-light")
    tab.keyboard.press("Escape")
    choose(tab, "Offline")
    expect(sam.page.get_by_role("button", name="Owner: Mia Lindqvist (offline)").first).to_be_visible()
    choose(mia, "Automatic")
    expect(owner).to_be_visible()

    # One of two tabs may be closed; with the last one she is gone.
    tab.close()
    mia.bring_to_front()
    mia.reload()
    expect(account(mia)).to_have_accessible_name("Account: Mia Lindqvist (online)")
    expect(owner).to_be_visible()
    mia.close()
    expect(sam.page.get_by_role("button", name="Owner: Mia Lindqvist (offline)").first).to_be_visible()


def test_who_touches_nothing_is_away_until_they_do(talk: Talk, console: Open) -> None:
    sam, _ = talk("Ida Idle", "+44 7700 900701", "Are you busy?")
    mia = console("mia")
    owners(sam.page).get_by_role("option", name="Mia Lindqvist").click()
    expect(sam.page.get_by_role("button", name="Owner: Mia Lindqvist (online)").first).to_be_visible()

    mia.clock.install()
    mia.reload()
    expect(account(mia)).to_have_accessible_name("Account: Mia Lindqvist (online)")
    mia.clock.fast_forward("10:05")
    expect(account(mia)).to_have_accessible_name("Account: Mia Lindqvist (away)")
    expect(sam.page.get_by_role("button", name="Owner: Mia Lindqvist (away)").first).to_be_visible()
    mia.keyboard.press("Shift")
    expect(sam.page.get_by_role("button", name="Owner: Mia Lindqvist (online)").first).to_be_visible()


def test_on_a_phone_the_menu_is_whole(console: Open, shot: Shot) -> None:
    page = console(viewport={"width": 390, "height": 844}, has_touch=True)
    account(page).click()
    for name in ("Keyboard shortcuts", "Change password…", "Log out"):
        expect(page.get_by_role("menuitem", name=name)).to_be_in_viewport()
    shot(page, "availability-menu-390")
    assert violations(page) == []


def newcomer(demo: LiveServer, name: str) -> str:
    """A plain agent of no inbox, whose password is known to this test alone."""
    demo.setup.manage("shell", "-v", "0", "-c", NEWCOMER.format(name=name))
    return name


def enter(page: Page, name: str, password: str) -> None:
    expect(page.get_by_label("Username")).to_be_focused()
    expect(page.get_by_role("heading", name="Maple & Oak Support console")).to_be_visible()
    page.keyboard.type(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_an_agent_changes_their_own_password(
    demo: LiveServer, open_browser: Callable[..., object], shot: Shot
) -> None:
    name = newcomer(demo, "pat")
    here: Page = open_browser().new_page()  # type: ignore[attr-defined]
    there: Page = open_browser().new_page()  # type: ignore[attr-defined]
    for page in (here, there):
        page.goto(demo.url)
        expect(page.get_by_label("Password")).to_be_visible()
        if page is here:
            assert violations(page) == []
        enter(page, name, PASSWORD)
        expect(account(page)).to_be_visible()
    # Nobody has given this agent an inbox yet.
    expect(here.locator(".no-inbox")).to_contain_text("Sam Taylor")
    shot(here, "no-inbox")
    assert violations(here) == []

    account(here).click()
    here.get_by_role("menuitem", name="Change password…").click()
    dialog = here.get_by_role("dialog", name="Change password")
    expect(dialog.get_by_label("Your password now")).to_be_focused()
    dialog.get_by_label("Your password now").fill("wrong")
    dialog.get_by_label("New password", exact=True).fill(NEW)
    dialog.get_by_label("New password again").fill("something else")
    expect(dialog.get_by_text("The two new passwords differ.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Change password", exact=True)).to_be_disabled()
    dialog.get_by_label("New password again").fill(NEW)
    here.keyboard.press("Enter")
    expect(dialog.get_by_role("alert").filter(has_text="This is not your password.")).to_be_visible()
    shot(here, "password-wrong")
    assert violations(here) == []
    dialog.get_by_label("Your password now").fill(PASSWORD)
    here.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(here.get_by_text("Your password is changed.")).to_be_visible()
    expect(account(here)).to_be_focused()

    # The other browser is out at once, and asks for what is missing.
    again = there.get_by_role("dialog", name="Log in again")
    expect(again).to_be_visible()
    expect(again.get_by_label("Username")).to_have_value(name)
    expect(again.get_by_label("Password")).to_be_focused()
    shot(there, "login-again")
    assert violations(there) == []
    there.keyboard.type(NEW)
    there.keyboard.press("Enter")
    expect(again).to_be_hidden()

    # Here it goes on, with a socket of the new session: connected, and without an inbox in which anything could be in sync.
    expect(here.locator(".sync-light")).to_have_class(re.compile("behind"))
    expect(here.get_by_role("dialog", name="Log in again")).to_have_count(0)
