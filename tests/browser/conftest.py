"""One demo for the whole tier, people with their own browsers, and screenshots that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.people import Agent, Customer, Provider
from tests.live import PROJECT, LiveServer, Setup

SHOTS = PROJECT / "screenshots"
AXE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# A microphone that hums and is allowed without asking.
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")

# Two busy cores are slower than a person's machine; a passing test never waits for it.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def daytime() -> str:
    """A time zone in which it is about ten in the morning: no day ends under a test, and none of its choices is over."""
    ahead = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+}" if ahead else "UTC"


PUT_OFF = """waits => {
  const usual = window.setTimeout;
  window.setTimeout = (run, ms, ...given) => usual(run, waits.includes(ms) ? 600_000 : ms, ...given);
}"""


def put_off(page: Page, *waits: int) -> Page:
    """Let what waits for so many milliseconds wait for minutes, until the page is loaded again."""
    page.evaluate(PUT_OFF, waits)
    return page


def keep_toasts(page: Page) -> Page:
    """What can be undone, and what a colleague did, stays told for as long as a busy machine looks at it."""
    return put_off(page, 8000, 12_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = [*browser_type_launch_args["args"], *MICROPHONE]
    return {**browser_type_launch_args, "args": flags}


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
        settings = {
            "viewport": {"width": 1360, "height": 850},
            "reduced_motion": "reduce",
            # It would fetch all parts of the console for each of them.
            "service_workers": "block",
            "timezone_id": daytime(),
            **options,
        }
        contexts.append(browser.new_context(**settings))  # type: ignore[arg-type]
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Cookies of the agents who have logged in, by username: the password is asked for once."""
    return {}


@pytest.fixture
def console(
    demo: LiveServer, open_browser: Callable[..., BrowserContext], sessions: dict[str, Any]
) -> Callable[..., Page]:
    """``console(color_scheme="dark")``: the console, logged in as the demo user."""

    def open_console(username: str = "demo", **options: object) -> Page:
        page = open_browser(**options, storage_state=sessions.get(username)).new_page()
        page.goto(demo.url)
        if username not in sessions:
            log_in(page, username, password_of(demo, username))
            sessions[username] = page.context.storage_state()
        expect(page.get_by_role("listbox", name="Conversations")).to_be_visible()
        return page

    return open_console


def log_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("listbox", name="Conversations")).to_be_visible()


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
def talk(console: Callable[..., Page], phone: Callable[..., Page]) -> Callable[..., tuple[Agent, Customer]]:
    """``talk("Ann Lee", "+44 …")``: a new customer has said hello, and an agent has it open."""

    def begin(name: str, number: str, hello: str = "Hello!", **options: Any) -> tuple[Agent, Customer]:
        customer = Customer(phone(name, number, **options), name)
        customer.write(hello)
        agent = Agent(console(**options), name).open()
        expect(agent.bubble(hello, side="inbound")).to_have_count(1)
        return agent, customer

    return begin


@pytest.fixture
def provider(demo: LiveServer) -> Iterator[Provider]:
    """The simulated Meta; after the test nothing goes wrong any more."""
    meta = Provider(demo)
    yield meta
    for fault in demo.request("GET", "/simulator/api/faults").json["faults"]:
        if fault["on"]:
            meta.fault(fault["fault"], times=0)


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


WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# By far the slowest rule, and the only one that themes change.
CONTRAST = {"runOnly": ["color-contrast"]}
STRUCTURE = {**WCAG, "rules": {"color-contrast": {"enabled": False}}}
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")


def violations(page: Page, options: dict[str, Any] = WCAG, within: Locator | None = None) -> list[str]:
    """What axe finds against WCAG 2.2 AA, on the page as it is now or in one part of it; one line each."""
    if page.evaluate("() => typeof window.axe === 'undefined'"):
        page.evaluate(AXE.read_text())
    part = within.element_handle() if within else None
    # Of rules that nothing breaks it need not say where they were kept: that is half of its work.
    run = "([part, options]) => axe.run(part ?? document, { ...options, resultTypes: ['violations'] })"
    found = page.evaluate(run, [part, options])["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['help']}" for one in found]


def in_both_themes(page: Page, part: Locator, name: str = "") -> list[str]:
    """The whole page by every rule but contrast, which is looked at in the part, in light and dark; with a picture of
    each where it has a name."""
    found = violations(page, STRUCTURE)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {one}" for one in violations(page, CONTRAST, part)]
        if name:
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{name}-{scheme}.png")
    return found
