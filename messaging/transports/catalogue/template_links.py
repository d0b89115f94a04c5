"""Links with a blank in them: what of an example belongs to the blank, and which values lead nowhere."""

from __future__ import annotations

import re

from messaging.transports.catalogue.template_parts import PLACEHOLDER, Check, no_spaces

# Of a link, or of one without its scheme (`//host`).
SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def open_part(link: str, name: str, example: str) -> str:
    """Return what an example says of the blank alone: providers' examples are often the whole link."""
    found = re.fullmatch(_pattern(link, name), example, re.DOTALL)
    if found:
        return found["open"]
    return "" if static_part(link, name) and SCHEME.match(example) else example


def static_part(link: str, name: str) -> str:
    """Return what stands before the blank: empty where the blank begins the link."""
    before = next((link[: one.start()] for one in PLACEHOLDER.finditer(link) if one[1] == name), "")
    return PLACEHOLDER.split(before, maxsplit=1)[0]


def end_of(link: str, name: str) -> Check:
    """Make the check of a value: the whole link, put behind the template's own, would lead nowhere."""
    static = static_part(link, name)
    before = SCHEME.sub("", static).lower()
    host = before.partition("/")[0]
    whole = (before, f"{host}/", "www.") if before else ()

    def check(value: str) -> str:
        bare = SCHEME.sub("", value).lower()
        if static and (SCHEME.match(value) or bare.startswith(whole)):
            return f"Give only what comes after {static}, not the whole link."
        return no_spaces(value)

    return check


def _pattern(link: str, name: str) -> str:
    """Return the pattern of the link with anything in its blanks, of which the named one is kept once."""
    parts, seen = [], False
    for place, part in enumerate(PLACEHOLDER.split(link)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        elif part == name and not seen:
            parts.append("(?P<open>.*)")
            seen = True
        else:
            parts.append("(?P=open)" if part == name else ".*")
    return "".join(parts) if seen else r"(?!)"
