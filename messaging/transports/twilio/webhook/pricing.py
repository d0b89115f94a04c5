"""What a message costs at Twilio (docs/design/providers.md B4)."""

from __future__ import annotations

import re
from typing import Any

AMOUNT = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
CURRENCY = re.compile("[A-Za-z]{3}")


def parse_pricing(price: str, unit: str) -> dict[str, Any] | None:
    """Return the price as the `pricing` of a `Receipt`; None when Twilio does not say it yet.

    Twilio writes what it charges below zero: ``-0.00500``.
    """
    price, unit = price.strip(), unit.strip()
    if not (AMOUNT.fullmatch(price) and CURRENCY.fullmatch(unit)):
        return None
    charged = price.startswith("-")
    amount = price.removeprefix("-") if charged else f"-{price}"
    costs = bool(price.strip("-0."))
    return {
        "billable": costs,
        "category": "",
        "type": "",
        "model": "",
        "amount": amount if costs else "0",
        "currency": unit.upper(),
    }
