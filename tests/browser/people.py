"""Two people who click: an agent at the console and a customer at the phone page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from simulator import media_samples
from tests.live import LiveServer


def file(kind: str, name: str = "") -> FilePayload:
    """A real file of this kind, as a file dialog would hand it over."""
    drawn = media_samples.sample(kind, 7)
    return FilePayload(name=name or drawn.filename, mimeType=drawn.mime_type.split(";")[0], buffer=drawn.data)


def is_owner(name: str) -> re.Pattern[str]:
    """The name of the button that says whose a conversation is, however a colleague stands."""
    return re.compile(rf"^Owner: {re.escape(name)}( \((online|away|offline)\))?$")


def address(page: Page) -> str:
    """Return where a page is now: ``page.url`` follows a step within the document only a moment later."""
    return str(page.evaluate("location.href"))


def conversation_of(page: Page) -> int:
    """Return the number of the conversation that is open."""
    return int(address(page).partition("?")[0].rpartition("/")[2])


def thread_of(page: Page, customer: str) -> Locator:
    """The messages of the open conversation with this customer."""
    return page.get_by_role("feed", name=f"Messages with {customer}")


@dataclass(frozen=True)
class Agent:
    """At the console, in the conversation with one customer."""

    page: Page
    customer: str

    def open(self) -> Agent:
        """The conversation, from the list of all."""
        self.page.get_by_role("button", name="All", exact=True).click()
        rows = self.page.get_by_role("listbox", name="Conversations").get_by_role("option")
        rows.filter(has_text=self.customer).first.click()
        expect(self.thread).to_be_visible()
        return self

    @property
    def thread(self) -> Locator:
        return thread_of(self.page, self.customer)

    @property
    def box(self) -> Locator:
        """Where free text is written; not there while the window is closed."""
        return self.page.get_by_role("textbox", name=f"Reply to {self.customer}")

    def bubble(self, text: str = "", kind: str = "", side: str = "outbound") -> Locator:
        """The lines of the thread with this text; those that the server has confirmed."""
        lines = self.thread.locator(f".bubble-line.{side}:not(.pending)")
        if kind:
            lines = lines.filter(has=self.page.locator(f".kind-{kind}"))
        return lines.filter(has_text=text) if text else lines

    def write(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def send_file(self, given: FilePayload, caption: str = "") -> None:
        self.page.get_by_label("Photo, video or document").set_input_files(given)
        expect(self.page.get_by_role("list", name="Files to send")).to_contain_text(given["name"])
        self.write(caption)

    def attach(self, what: str) -> Locator:
        """The dialog behind an entry of the Attach menu."""
        self.page.get_by_role("button", name="Attach", exact=True).click()
        self.page.get_by_role("button", name=what, exact=True).click()
        dialog = self.page.get_by_role("dialog", name=what)
        expect(dialog).to_be_visible()
        return dialog

    def fill(self, what: str, fields: Mapping[str, str], send: str, tab: str = "") -> None:
        """The dialog behind an entry of the Attach menu, filled in and sent."""
        dialog = self.attach(what)
        if tab:
            dialog.get_by_role("button", name=tab, exact=True).click()
        for label, value in fields.items():
            dialog.get_by_label(label, exact=True).fill(value)
        dialog.get_by_role("button", name=send, exact=True).click()
        expect(dialog).to_be_hidden()

    def react(self, line: Locator, emoji: str) -> None:
        line.get_by_role("button", name="React", exact=True).click()
        line.get_by_role("group", name="Choose a reaction").get_by_role("button", name=emoji).click()

    def expect_read(self, line: Locator) -> None:
        """Both blue ticks; once, and by the bubble's own button."""
        expect(line).to_have_count(1)
        expect(line.get_by_role("button", name=re.compile("^Read"))).to_be_visible()


@dataclass(frozen=True)
class Customer:
    """With the phone page in hand."""

    page: Page
    name: str

    @property
    def id(self) -> int:
        return int(address(self.page).rpartition("#")[2])

    @property
    def chat(self) -> Locator:
        return self.page.get_by_role("log", name=f"Chat with {self.name}")

    def write(self, text: str) -> None:
        self.page.get_by_role("textbox", name=f"Message as {self.name}").fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def attach(self, what: str) -> None:
        self.page.get_by_label("Attach", exact=True).click()
        self.page.get_by_role("button", name=what, exact=True).click()

    def bubble(self, text: str = "", kind: str = "", *, own: bool = False) -> Locator:
        chosen = f"article[data-own={'true' if own else 'false'}]"
        lines = self.chat.locator(f"{chosen}[data-kind={kind}]" if kind else chosen)
        return lines.filter(has_text=text) if text else lines

    def more(self, line: Locator, verb: str) -> None:
        """An entry of the menu of one message."""
        line.get_by_label("More", exact=True).click()
        line.get_by_role("button", name=verb, exact=True).click()

    def panel(self) -> Locator:
        """What can go wrong and what can happen, opened."""
        panel = self.page.get_by_role("complementary", name="Faults and events")
        if not panel.is_visible():
            self.page.get_by_role("button", name=re.compile("^Faults and events")).click()
        expect(panel).to_be_visible()
        return panel


CSRF = "c" * 32


@dataclass(frozen=True)
class Provider:
    """The simulated Meta behind the demo's inbox, by its API."""

    demo: LiveServer

    def post(self, path: str, **body: Any) -> Any:
        headers = {"Cookie": f"csrftoken={CSRF}", "X-CSRFToken": CSRF}
        answer = self.demo.request("POST", f"/simulator/api/{path}", body, headers=headers)
        assert answer.status in {200, 201}, answer.body
        return answer.json

    def fault(self, fault: str, times: int | None = None, **settings: float) -> None:
        """``times``: for the next so many; None: until it is switched off; 0: off."""
        self.post("faults", fault=fault, times=times, **settings)

    def messages(self, customer: int) -> list[dict[str, Any]]:
        """What is in this customer's chat, oldest first."""
        state = self.demo.request("GET", f"/simulator/api/state?customer={customer}&messages=200").json
        found: list[dict[str, Any]] = state["messages"]
        return found


def expect_picture(image: Locator) -> None:
    """It has come and could be drawn."""
    # Far from the view nothing is loaded.
    image.scroll_into_view_if_needed()
    expect(image).not_to_have_js_property("naturalWidth", 0)


def expect_playable(player: Locator) -> None:
    """The browser has read how long it is."""
    player.scroll_into_view_if_needed()
    expect(player).not_to_have_js_property("readyState", 0)
