"""One browser that looks at the filled console, and what each of its measurements found."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

from benchmarks.console.filling import Filled
from benchmarks.webhook_bodies import message, of_field
from tests.factories import signature
from tests.live import LiveServer

PAGE_JS = Path(__file__).with_name("page.js").read_text()
# Wide enough for Details beside the thread.
VIEWPORT = {"width": 1440, "height": 900}
LIST, THREAD = ".list-scroll", ".thread-scroll"
# A wheel that is turned quickly: 3,600 px a second.
STEP, FRAMES = 60, 400
LOADS, OPENED = 3, 20
IDLE_SECONDS = 10
# Until all pages of a list or a thread are there.
LONGEST_LOAD = 300.0
WAIT_MS = 30_000
AT_ONCE = 100

Figures = dict[str, Any]


class Looking:
    """A console in a browser of its own, logged in, and the requests that it makes."""

    def __init__(self, browser: Browser, server: LiveServer, filled: Filled) -> None:
        self.server, self.filled = server, filled
        self.context = _logged_in(browser, server, filled)
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.asked: list[tuple[str, str]] = []
        self.page.on("request", lambda one: self._note(one.method, one.url))
        self.devtools = self.context.new_cdp_session(self.page)
        # CPU of the page's main thread: a busy machine makes frames late, and this not longer.
        self.devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _note(self, method: str, url: str) -> None:
        if url.startswith(f"{self.server.url}/api/"):
            self.asked.append((method, url.removeprefix(self.server.url)))

    @contextmanager
    def requests(self) -> Iterator[list[tuple[str, str]]]:
        """Yield what is asked of the API meanwhile, complete afterwards."""
        before, found = len(self.asked), []
        yield found
        found += self.asked[before:]

    def open(self, path: str = "/#/all") -> None:
        self.page.goto(self.server.url + path)
        expect(self.page.get_by_role("option").first).to_be_visible(timeout=WAIT_MS)

    def open_deep(self) -> None:
        self.page.evaluate(f"location.hash = '#/all/open/{self.filled.deep}'")
        expect(self.page.locator(f"{THREAD} [role=article]").last).to_be_visible(timeout=WAIT_MS)

    def settle(self, milliseconds: int = 1000) -> None:
        """Wait until nothing is asked any more."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(milliseconds)

    # --- scrolling ---------------------------------------------------------------------------

    def scroll(self, area: str, step: int, frames: int = FRAMES) -> Figures:
        used = self._used()
        found = self.page.evaluate(
            "([area, step, frames]) => measured.scroll(area, step, frames)", [area, step, frames]
        )
        work = (self._used() - used) / frames
        return {**of_frames(found["frames"]), "work": work, "blank": found["blank"], "px": found["px"]}

    def load_list(self, rows: int) -> int:
        """Scroll until so many rows are there, or all; return how many are."""
        row, all_of_them = (f"document.querySelector('{LIST} .{one}')" for one in ("row", "virtual"))
        height = f"{all_of_them}.scrollHeight / {row}.offsetHeight"
        to_end = (
            f"() => {{ const list = document.querySelector('{LIST}'); list.scrollTop = list.scrollHeight; }}"
        )
        return self._load(to_end, lambda: round(self.page.evaluate(height)), rows)

    def load_thread(self) -> int:
        """Scroll up until the beginning is there; return how many messages there are."""
        size = "+document.querySelector('.thread-scroll [role=article]').ariaSetSize"
        to_start = f"() => {{ document.querySelector('{THREAD}').scrollTop = 0; }}"
        return self._load(to_start, lambda: int(self.page.evaluate(size)), 1)

    def _load(self, scroll: str, count: Callable[[], int], wanted: int) -> int:
        deadline = time.monotonic() + LONGEST_LOAD
        while (found := count()) < wanted and time.monotonic() < deadline:
            self.page.evaluate(scroll)
            self.page.wait_for_timeout(20)
        return found

    # --- what comes ------------------------------------------------------------------------

    def burst(self, phones: Sequence[str], last: str, shown: str) -> Figures:
        """Post a message of each phone, and `last` when all are there; return the tasks until it is `shown`."""
        begun, used = self._now(), self._used()
        texts = [text(phone, f"Burst {number}") for number, phone in enumerate(phones)]
        texts.append(text(phones[-1], last))
        posted = time.monotonic()
        # A call a hundred, as providers gather them.
        for start in range(0, len(texts), AT_ONCE):
            self._post(texts[start : start + AT_ONCE])
        self.page.wait_for_function(shown, timeout=120_000)
        took = time.monotonic() - posted
        self.page.wait_for_timeout(1500)
        tasks = [one["duration"] for one in self.page.evaluate("since => measured.since(since)", begun)]
        return {
            "longest": max(tasks, default=0),
            "long": len(tasks),
            "long_total": sum(tasks),
            "total": self._used() - used,
            "seconds": took,
        }

    def stream(self, messages: int, last: str, shown: str) -> Figures:
        """Post so many messages, every other one into the open thread; return the heap before and afterwards."""
        before, phones = self.heap(), self.filled.phones
        others = [phones[number % len(phones)] for number in range(messages // 2)]
        self.burst([one for other in others for one in (other, self.filled.deep_phone)], last, shown)
        return {"messages": messages, "before": before, "after": self.heap()}

    def _post(self, texts: list[dict[str, Any]]) -> None:
        inbox = self.filled.deep_inbox
        body = json.dumps(of_field(inbox, "messages", "messages", texts)).encode()
        headers = {"X-Hub-Signature-256": signature(body)}
        answer = self.server.request("POST", f"/webhooks/whatsapp/{inbox.pk}/", body, headers=headers)
        assert answer.status == 200, answer.body

    def _now(self) -> float:
        return float(self.page.evaluate("performance.now()"))

    def _used(self) -> float:
        """Return the milliseconds of CPU that the page's main thread has used."""
        return self._metrics()["TaskDuration"] * 1000

    def heap(self) -> float:
        """Return megabytes of the page's heap, after everything that is garbage has gone."""
        self.devtools.send("HeapProfiler.collectGarbage")
        return self._metrics()["JSHeapUsedSize"] / 2**20

    def _metrics(self) -> dict[str, float]:
        return {one["name"]: one["value"] for one in self.devtools.send("Performance.getMetrics")["metrics"]}


def text(phone: str, words: str) -> dict[str, Any]:
    return message("text", phone, text={"body": words})


def of_frames(frames: Sequence[float]) -> Figures:
    return {
        "median": statistics.median(frames),
        "p95": statistics.quantiles(frames, n=20)[18],
        "frames": len(frames),
    }


def _logged_in(browser: Browser, server: LiveServer, filled: Filled) -> BrowserContext:
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    name, _, value = filled.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    context.add_init_script(PAGE_JS)
    return context


# --- the measurements ------------------------------------------------------------------------


def first_list(browser: Browser, server: LiveServer, filled: Filled) -> list[float]:
    """Return how long each of some first loads took until rows were drawn, with an empty cache; in ms."""
    found = []
    for _ in range(LOADS):
        looking = Looking(browser, server, filled)
        looking.open()
        looking.page.wait_for_function("measured.firstRow() !== null")
        found.append(float(looking.page.evaluate("measured.firstRow()")))
        looking.context.close()
    return found


def opened(looking: Looking) -> Figures:
    """Open one conversation after the other with Details beside it; return the requests for each."""
    page = looking.page
    expect(page.get_by_role("complementary", name="Details")).to_be_visible(timeout=WAIT_MS)
    reads, writes = [], []
    for _ in range(OPENED):
        with looking.requests() as asked:
            page.keyboard.press("Shift+J")
            expect(page.locator(f"{THREAD} [role=article]").last).to_be_visible(timeout=WAIT_MS)
            looking.settle(700)
        reads.append([url for method, url in asked if method == "GET"])
        writes.append([f"{method} {url}" for method, url in asked if method != "GET"])
    return {"reads": reads, "writes": writes}


def home(looking: Looking) -> Figures:
    """Go to the real beginning of the long thread by its key; return requests and milliseconds."""
    page = looking.page
    page.locator(f"{THREAD} [role=article]").last.focus()
    before = looking._now()
    with looking.requests() as asked:
        page.keyboard.press("Home")
        first = f"document.querySelector('{THREAD} [data-index=\"1\"]') === document.activeElement"
        page.wait_for_function(f"() => {first}", timeout=LONGEST_LOAD * 1000)
        took = looking._now() - before
    return {"requests": len([one for one in asked if one[0] == "GET"]), "ms": took}


def idle(looking: Looking) -> int:
    """Return how many requests are made while nothing happens."""
    looking.settle()
    with looking.requests() as asked:
        looking.page.wait_for_timeout(IDLE_SECONDS * 1000)
    return len(asked)
