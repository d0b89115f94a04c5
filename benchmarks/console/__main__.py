"""The console beside its budgets: `python -m benchmarks.console`.

Fills an installation of its own with 20,000 open conversations, of which one has 20,000 messages, starts the product on a
free loopback port and looks at it with an installed Chromium, without a window. Prints what was measured beside what
docs/benchmarks.md promises; nothing is asserted. It ends by itself, after some minutes.

    conversations=2000  how many, and how many of them the list is scrolled through
    messages=2000       in the long thread
    events=200          that come at once
    hour=600            that an hour brings: they come one after the other, as fast as the server takes them
    out=file.json       everything that was measured

The console has to be built and its files collected: `make static`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.console import first_load
from benchmarks.installation import installation
from benchmarks.tables import markdown
from tests import live, servers

MOST = 20_000
# A message a second, as fast as they can be told.
HOUR = 3600


def main(given: list[str]) -> None:
    named = dict(one.split("=", 1) for one in given if "=" in one)
    conversations, messages = (
        min(int(named.get(name, MOST)), MOST) for name in ("conversations", "messages")
    )
    events, hour = (
        min(int(named.get(name, most)), MOST) for name, most in (("events", 1000), ("hour", HOUR))
    )
    with contextlib.ExitStack() as stack:
        stack.enter_context(installation())
        from benchmarks.console.filling import fill

        print(f"filling: {conversations:,} conversations, {messages:,} messages", file=sys.stderr, flush=True)
        filled = fill(conversations, messages)
        env = {name: os.environ[name] for name in ("SECRET_KEY", "DATABASE_URL", "LOG_LEVEL")}
        env["REQUESTS_PER_MINUTE"] = str(10**6)
        server = stack.enter_context(live.LiveServer(live.Setup(Path(os.environ["VAR_DIR"]), env)))
        # From here on a loop runs in this thread, and the database is the server's alone.
        playwright = stack.enter_context(sync_playwright())
        launched = playwright.chromium.launch(executable_path=servers.chromium(), args=servers.BROWSER_FLAGS)
        browser = stack.enter_context(contextlib.closing(launched))
        found = measured(browser, server, filled, conversations, events)
        found["hour"] = an_hour(browser, server, filled, hour)
    if out := named.get("out"):
        Path(out).write_text(json.dumps(found, indent=1))
    print(markdown(["", "measured", "budget"], rows(found)))


def measured(browser: Browser, server: Any, filled: Any, conversations: int, events: int) -> dict[str, Any]:
    """Return every figure by its name, measured one after the other in as few pages as possible."""
    from benchmarks.console import measuring as m

    found: dict[str, Any] = {"kib": first_load.kib(first_load.scripts())}

    def note(name: str, value: Any) -> None:
        print(f"{name}: {str(value)[:200]}", file=sys.stderr, flush=True)
        found[name] = value

    note("first_list", m.first_list(browser, server, filled))
    looking = m.Looking(browser, server, filled)
    looking.open()
    note("idle", m.idle(looking))
    note("list_loading", looking.scroll(m.LIST, m.STEP))
    note("list_rows", looking.load_list(conversations))
    note("list_up", looking.scroll(m.LIST, -m.STEP))
    note("list_down", looking.scroll(m.LIST, m.STEP))
    looking.page.evaluate(f"document.querySelector('{m.LIST}').scrollTop = 0")
    looking.page.wait_for_timeout(1000)
    note("burst_list", looking.burst(filled.phones[:events], "The last in the list", LAST_LISTED))
    note("list_heap", looking.heap())
    looking.context.close()

    looking = m.Looking(browser, server, filled)
    looking.open()
    looking.open_deep()
    looking.settle()
    note("home", m.home(looking))
    note("home_down", looking.scroll(m.THREAD, m.STEP))
    looking.context.close()

    looking = m.Looking(browser, server, filled)
    looking.open()
    looking.open_deep()
    looking.settle()
    note("thread_loading", looking.scroll(m.THREAD, -m.STEP))
    note("thread_messages", looking.load_thread())
    looking.page.evaluate(f"document.querySelector('{m.THREAD}').scrollTop = 400000")
    looking.page.wait_for_timeout(500)
    note("thread_up", looking.scroll(m.THREAD, -m.STEP))
    note("thread_down", looking.scroll(m.THREAD, m.STEP))
    looking.page.evaluate(f"document.querySelector('{m.THREAD}').scrollTop = 1e9")
    looking.page.wait_for_timeout(1000)
    note("burst_thread", looking.burst([filled.deep_phone] * events, "The last in the thread", LAST_SHOWN))
    note("thread_heap", looking.heap())
    looking.context.close()

    looking = m.Looking(browser, server, filled)
    looking.open()
    # Or a further page of the list would count as a request of a conversation.
    looking.load_list(min(conversations, 200))
    looking.open_deep()
    looking.settle()
    note("opened", m.opened(looking))
    looking.context.close()
    return found


def an_hour(browser: Browser, server: Any, filled: Any, messages: int) -> dict[str, Any]:
    """Return what the heap is after so many messages."""
    from benchmarks.console import measuring as m

    looking = m.Looking(browser, server, filled)
    looking.open()
    looking.open_deep()
    looking.settle()
    found = looking.stream(messages, "The last of the hour", LAST_OF_HOUR)
    looking.context.close()
    return found


LAST_SHOWN = "() => document.querySelector('.thread-scroll').textContent.includes('The last in the thread')"
LAST_OF_HOUR = LAST_SHOWN.replace("in the thread'", "of the hour'")
LAST_LISTED = "() => document.querySelector('.list-scroll').textContent.includes('The last in the list')"


def rows(found: Mapping[str, Any]) -> list[list[str]]:
    """Return the lines of the table."""
    listed, thread, opened = found["list_rows"], found["thread_messages"], found["opened"]
    reads = [len(one) for one in opened["reads"]]
    return [
        ["script at the first load, gzipped", f"{found['kib']:.0f} KiB", f"{first_load.MOST_KIB}"],
        [
            "first rows, cold cache, median of three",
            f"{sorted(found['first_list'])[1]:.0f} ms",
            "1,000 (demo data)",
        ],
        ["requests in ten seconds in which nothing happens", f"{found['idle']}", "0"],
        ["list, scrolled while its pages come", _frames(found["list_loading"]), "median 17"],
        [f"list of {listed:,} rows, scrolled up", _frames(found["list_up"]), "median 17"],
        [f"list of {listed:,} rows, scrolled down", _frames(found["list_down"]), "median 17"],
        ["events into the list", _burst(found["burst_list"]), "no task above 200"],
        ["heap with that list", f"{found['list_heap']:.0f} MB", "60"],
        [
            "Home in the long thread",
            f"{found['home']['requests']} requests, {found['home']['ms']:.0f} ms",
            "few",
        ],
        ["thread, scrolled down from its beginning", _frames(found["home_down"]), "median 17, none blank"],
        [
            "thread, scrolled up while its pages come",
            _frames(found["thread_loading"]),
            "median 17, none blank",
        ],
        [f"thread of {thread:,} messages, scrolled up", _frames(found["thread_up"]), "median 17, none blank"],
        [
            f"thread of {thread:,} messages, scrolled down",
            _frames(found["thread_down"]),
            "median 17, none blank",
        ],
        ["events into that thread, open", _burst(found["burst_thread"]), "no task above 200"],
        ["heap with that thread", f"{found['thread_heap']:.0f} MB", "60"],
        [
            f"heap after {found['hour']['messages']:,} messages, half of them into the open thread",
            f"{found['hour']['after']:.0f} MB (before: {found['hour']['before']:.0f})",
            "60",
        ],
        [
            f"reads for each of {len(reads)} opened conversations, Details beside",
            f"{min(reads)} to {max(reads)}",
            "1",
        ],
    ]


def _frames(one: Mapping[str, Any]) -> str:
    frames = f"median {one['median']:.1f}, p95 {one['p95']:.1f} ms"
    return f"{frames} ({one['work']:.1f} of CPU); {one['blank']} of {one['frames']} blank"


def _burst(one: Mapping[str, Any]) -> str:
    return (
        f"longest task {one['longest']:.0f} ms, {one['long']} above 50 with {one['long_total']:.0f} ms;"
        f" {one['total']:.0f} ms of CPU in {one['seconds']:.1f} s"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
