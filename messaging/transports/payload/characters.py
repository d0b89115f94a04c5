"""What a person sees of a text: whether anything at all, and whether it is one emoji (Unicode TR51)."""

from __future__ import annotations

import re
import unicodedata

# Controls, formats (zero-width space, joiners, direction marks) and all separators.
UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
# Letters, marks and symbols that are blank themselves: fillers, variation selectors, the empty Braille pattern.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)

# Extended_Pictographic of Unicode's emoji-data.txt, as ranges.
PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705"
    "\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757"
    "\u2763-\u2767\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e\U0001f17f"
    "\U0001f18e\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f23a\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f"
    "\U0001f888-\U0001f88f\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001faff"
    "\U0001fc00-\U0001fffd]"
)
ELEMENT = f"{PICTURE}[\U0001f3fb-\U0001f3ff\ufe0f]?[\U000e0020-\U000e007e]*\U000e007f?"
FLAG, KEYCAP = "[\U0001f1e6-\U0001f1ff]{2}", "[0-9#*]\ufe0f?\u20e3"
ONE_EMOJI = re.compile(f"{ELEMENT}(?:\u200d{ELEMENT})*|{FLAG}|{KEYCAP}")


def is_visible(text: str) -> bool:
    """Return whether a text shows anything: not only spaces, zero-width characters and fillers."""
    return any(
        unicodedata.category(one) not in UNSEEN_CATEGORIES and not UNSEEN.fullmatch(one) for one in text
    )


def is_one_emoji(text: str) -> bool:
    """Return whether a text is exactly one emoji: a picture, several joined to one, a flag, or a keycap."""
    return ONE_EMOJI.fullmatch(text) is not None
