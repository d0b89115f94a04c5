"""The console knows after which refusals another try is not to be suggested."""

from __future__ import annotations

import re

from django.conf import settings

from messaging.errors import FailureClass
from messaging.transports.catalogue.capabilities import ErrorEntry
from messaging.transports.twilio import errors as twilio
from messaging.transports.whatsapp_cloud import errors as meta

LISTED = (settings.BASE_DIR / "frontend/src/store/messages/failures.ts").read_text()
LET_IT_BE = ("Do not send", "Reach the customer another way")


def advises_against(entry: ErrorEntry) -> bool:
    return entry.failure is FailureClass.NEVER or entry.action.startswith(LET_IT_BE)


def test_every_code_whose_advice_is_to_let_it_be_is_listed_and_no_other() -> None:
    catalogues = {**meta.CATALOGUE, **twilio.CATALOGUE}
    assert set(re.findall(r'"(\d+)"', LISTED)) == {
        code for code, entry in catalogues.items() if advises_against(entry)
    }
