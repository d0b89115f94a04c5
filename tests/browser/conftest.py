"""One demo for the whole tier, people with their own browsers, and screenshots that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.live import PROJECT, LiveServer, Setup

SHOTS = PROJECT / "screenshots"
AXE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, collected_static: None) -> Iterator[LiveServer]:
    """`make run` as a newcomer gets it: one process, demo data, simulator."""
    setup = Setup(tmp_path_factory.mktemp("demo"), {"DEMO": "1"})
    with LiveServer(setup, "--demo") as server:
        yield server


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """``open_browser(color_scheme="dark", …)``: somebody's own browser, closed after the test."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        settings = {"viewport": {"width": 1360, "height": 850}, "reduced_motion": "reduce", **options}
        contexts.append(browser.new_context(**settings))  # type: ignore[arg-type]
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def console(demo: LiveServer, open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """``console(color_scheme="dark")``: the console, logged in as the demo user."""

    def log_in(username: str = "demo", **options: object) -> Page:
        page = open_browser(**options).new_page()
        page.goto(demo.url)
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(password_of(demo, username))
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("listbox", name="Conversations")).to_be_visible()
        return page

    return log_in


def password_of(demo: LiveServer, username: str) -> str:
    """What `var/demo.json` says."""
    access = demo.access
    if username == access["username"]:
        return str(access["password"])
    return next(str(one["password"]) for one in access["agents"] if one["username"] == username)


@pytest.fixture
def phone(demo: LiveServer, open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """``phone("Ann Lee")``: the phone page, playing a new customer of that name."""

    def play(name: str, number: str, **options: object) -> Page:
        page = open_browser(**options).new_page()
        page.goto(f"{demo.url}/simulator/")
        page.get_by_role("button", name="New customer").click()
        page.get_by_label("Name").fill(name)
        page.get_by_label("Number, with its country code").fill(number)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("textbox", name=f"Message as {name}")).to_be_visible()
        return page

    return play


@pytest.fixture
def admin(demo: LiveServer, open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """``admin("/admin/messaging/message/")``: a page of the admin, logged in as the demo user."""

    def open_page(path: str, username: str = "demo", **options: object) -> Page:
        page = open_browser(**options).new_page()
        page.goto(f"{demo.url}/admin/login/?next={path}")
        page.fill("#id_username", username)
        page.fill("#id_password", password_of(demo, username))
        page.click("[type=submit]")
        expect(page.locator("#user-tools")).to_be_visible()
        return page

    return open_page


@pytest.fixture(scope="session")
def shot() -> Callable[[Page, str], Path]:
    """``shot(page, "console-light")``: a picture in screenshots/."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> Path:
        path = SHOTS / f"{name}.png"
        page.screenshot(path=path)
        return path

    return take


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it is now, one line each."""
    page.evaluate(AXE.read_text())
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['help']}" for one in found]
