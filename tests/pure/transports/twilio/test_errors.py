"""The catalogue against the table of docs/design/providers.md B7."""

from __future__ import annotations

from messaging.errors import FailureClass
from messaging.transports.twilio import Twilio
from messaging.transports.twilio.errors import CATALOGUE, as_error, refusal

# As the table has them: codes and class.
B7 = {
    "20003 20404 20008": "C",
    "20429": "L",
    "20500 20503": "R",
    "21211 21614 21217 63003 63024 63031": "P",
    "21212 21606 63002 63007 63008": "C",
    "21408 21215": "C",
    "21610": "N",
    "21611 30001": "L",
    "14107 63017 63018 63038": "L",
    "21617 21602 21604 21620 21623 21609 21654 21655 21656": "P",
    "11751 63034 63037 63021 63005 63006": "P",
    "63019": "R",
    "63010 63012 63009": "R",
    "63013": "C",
    "63014 63033": "P",
    "63015": "P",
    "63016": "W",
    "63020 63001 63022": "C",
    "63025": "R",
    "63026": "C",
    "63027 63028 63029 63040 63041": "P",
    "63030 63032": "P",
    "63049": "P",
    "63062": "C",
    "30003 30004 30005 30006 30007 30008": "P",
}
ROWS = {code: FailureClass(name) for codes, name in B7.items() for code in codes.split()}


def test_row(subtests):
    for code, failure in ROWS.items():
        with subtests.test(code=code, failure=failure):
            found = Twilio().describe(code)
            assert found is not None
            assert found.failure is failure
            assert found.title.strip()
            assert found.action.strip()
            assert code not in found.title, "words, not numbers"


def test_nothing_is_in_the_catalogue_that_the_table_has_not():
    assert set(CATALOGUE) == set(ROWS)


def test_only_credentials_pause_an_inbox():
    assert {code for code, one in CATALOGUE.items() if one.pauses} == {"20003", "20404", "20008"}


def test_what_is_the_inboxs_own_fault_holds_back_the_number():
    for code, one in CATALOGUE.items():
        if one.failure in {FailureClass.INBOX, FailureClass.LIMIT}:
            assert one.scope == "number", code


def test_some_are_tried_exactly_once_more(subtests):
    for code in ["63019", "63025"]:
        with subtests.test(code=code):
            assert refusal(code).budget == 2


def test_unknown_code_is_named_and_tried_once_more():
    assert Twilio().describe("99999") is None
    error = refusal("99999", "words of Twilio's")
    assert (error.failure, error.budget) == (FailureClass.RETRY, 2)
    assert "99999" in error.title
    assert error.as_error()["detail"] == "words of Twilio's"


def test_failed_without_a_code(subtests):
    for code in ["", "0"]:
        with subtests.test(code=code):
            error = as_error(code, "x" * 5000)
            assert error["code"] == "unknown"
            assert len(error["detail"]) == 500
