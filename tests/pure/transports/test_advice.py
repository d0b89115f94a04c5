"""What agents and programs are advised after each failure that a provider's catalogue knows."""

from __future__ import annotations

import pytest

from messaging.errors import Advice, FailureClass
from messaging.transports.catalogue import ErrorEntry
from messaging.transports.twilio import errors as twilio
from messaging.transports.whatsapp_cloud import errors as whatsapp_cloud

# The customer wants nothing from us, or WhatsApp lets nothing through to them: each further try counts against
# the number. A number that is not on WhatsApp is not among them: it can be put right, or register.
NOT_TO_BE_WRITTEN_TO = {
    "whatsapp_cloud": {"130472", "131049", "131050"},
    "twilio": {"21610", "63014", "63033", "63049"},
}
# Where an agent can do nothing but what the sentence says, of each other class.
BY_CLASS = {
    FailureClass.RETRY: Advice.RESEND,
    FailureClass.LIMIT: Advice.WAIT,
    FailureClass.PERMANENT: Advice.NONE,
    FailureClass.WINDOW: Advice.TEMPLATE,
    FailureClass.INBOX: Advice.FIX_INBOX,
}
CATALOGUES = {"whatsapp_cloud": whatsapp_cloud, "twilio": twilio}


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_code_has_the_advice_of_its_class_or_is_not_to_be_written_to(name, subtests):
    for code, entry in CATALOGUES[name].CATALOGUE.items():
        with subtests.test(code=code):
            error = CATALOGUES[name].refusal(code).as_error()
            unwanted = code in NOT_TO_BE_WRITTEN_TO[name]
            assert error["advice"] == (Advice.DO_NOT_WRITE if unwanted else BY_CLASS[entry.failure])


@pytest.mark.parametrize("name", CATALOGUES)
def test_sentence_and_advice_agree(name):
    """Who is told not to send reads it in both, and nobody else does."""
    catalogue = CATALOGUES[name].CATALOGUE
    assert {code for code, entry in catalogue.items() if _lets_it_be(entry)} == NOT_TO_BE_WRITTEN_TO[name]


def _lets_it_be(entry: ErrorEntry) -> bool:
    return entry.action.startswith(("Do not send", "Reach the customer another way"))


def test_a_failed_receipt_carries_the_same_advice():
    assert whatsapp_cloud.as_error({"code": 131049})["advice"] == "do_not_write"
    assert twilio.as_error("63033")["advice"] == "do_not_write"


def test_no_class_is_without_advice():
    assert set(BY_CLASS) | {FailureClass.NEVER} == set(FailureClass)
