from __future__ import annotations

import re

from messaging import transports
from messaging.errors import FailureClass
from messaging.transports.whatsapp_cloud.error_catalogue import CATALOGUE
from messaging.transports.whatsapp_cloud.errors import as_error, detail_of, entry, lookup, refusal

# docs/design/providers.md A14, class by class: the same table, written down a second time.
DOCUMENTED = {
    "C": "0 190 3 10 200 299 131005 131064 133016 33 368 131031 131037 131045 133006 133010 131042 131063 "
    "133000 133005 133008 133009 133015 134011 131048 "
    "102 100/33 190/458 190/459 190/460 190/463 190/464 190/467",
    "R": "1 2 131016 133004 131000 131057 2494100",
    "L": "4 80007 130429 131056",
    "P": "100 131008 131009 135000 130497 130403 130472 131021 131026 131030 131049 131051 131052 131053 131060 131062 "
    "132000 132001 132005 132012 132018 132007 132015 132016 132068 132069 134100 134101 134102 137000 "
    "2593107 2593108 2593109",
    "W": "131047",
    "N": "131050",
}
CLASSES = [(code, failure) for failure, codes in DOCUMENTED.items() for code in codes.split()]


def test_every_code_has_its_documented_class():
    found = [(code, refusal(code).failure) for code, _ in CLASSES]
    assert found == CLASSES
    plain = [(code, failure) for code, failure in CLASSES if "/" not in code]
    assert [(code, refusal(int(code)).failure) for code, _ in plain] == plain


def test_catalogue_and_documents_name_the_same_codes():
    documented = {code for code, _ in CLASSES} - {"200", "299"}
    assert set(CATALOGUE) == documented


def test_token_and_permissions_pause_the_inbox():
    for code in ("0", "190", "3", "10", "200", "250", "299", "131005"):
        assert refusal(code).pauses is True, code
        assert entry(code).scope == "number", code


def test_nothing_else_pauses_it():
    """A locked account or a missing payment is a warning: a probe goes on, and no token would help."""
    tokens = {"0", "102", "190", "3", "10", "131005"}
    assert {code.partition("/")[0] for code in CATALOGUE if refusal(code).pauses} == tokens


def test_reports_of_customers_slow_the_number_down_for_an_hour():
    assert refusal("131048").retry_after == 3600
    assert refusal("131048", retry_after=7200).retry_after == 7200
    assert refusal("133015").retry_after == 300


def test_transport_describes_what_it_refuses_with():
    for code, failure in CLASSES:
        line = transports.get("whatsapp_cloud").describe(code)
        assert line is not None, code
        assert (line.failure, line.title) == (failure, refusal(code).title), code


def test_transport_describes_nothing_that_it_does_not_know():
    assert transports.get("whatsapp_cloud").describe("987654") is None


def test_titles_and_actions_are_for_people():
    for code, line in CATALOGUE.items():
        for sentence in (line.title, line.action):
            assert 5 < len(sentence) < 120, code
            assert sentence[0].isupper(), code
            assert not re.search(r"\d{5}|OAuth|WABA|param", sentence), code
        assert not line.title.endswith("."), code
        assert line.action.endswith("."), code


def test_budget_and_scope(subtests):
    for code, budget, scope in [
        ("1", 4, "pair"),
        ("131000", 4, "pair"),
        ("131056", 6, "pair"),
        ("130429", 20, "number"),
        ("80007", 20, "number"),
        ("4", 20, "number"),
    ]:
        with subtests.test(code=code, budget=budget, scope=scope):
            assert (refusal(code).budget, refusal(code).scope) == (budget, scope)


def test_undescribed_code_is_tried_once_more_and_keeps_its_number(subtests):
    for code in ["199", "300", "999999", "12345678901", "", "20", "2000"]:
        with subtests.test(code=code):
            refused = refusal(code, "whatever")
            assert lookup(code) is None
            assert (refused.failure, refused.budget, refused.code) == (FailureClass.RETRY, 2, code)
            assert (code or "unnamed") in refused.title


def test_details_and_retry_after_travel_along():
    refused = refusal(130429, "d" * 900, 12.5)
    assert (refused.detail, refused.retry_after) == ("d" * 500, 12.5)


def test_error_of_a_receipt_has_the_public_shape():
    assert as_error(
        {"code": 131047, "title": "Re-engagement message", "error_data": {"details": "24 hours"}}
    ) == {
        "code": "131047",
        "title": "More than 24 hours have passed since the customer last wrote",
        "detail": "24 hours",
        "action": "Send a template; free text is possible again once the customer answers.",
        "advice": "template",
    }


def test_advice_comes_from_the_failure_class(subtests):
    for failure, advice in {
        "R": "resend", "L": "wait", "P": "none", "W": "template", "C": "fix_inbox", "N": "do_not_write",
    }.items():  # fmt: skip
        with subtests.test(failure=failure):
            code = next(iter(DOCUMENTED[failure].split()))
            assert refusal(code, "").failure == failure
            assert as_error({"code": int(code)})["advice"] == advice
    assert refusal("131000", "").as_error(tried_again=True)["advice"] == "wait"


def test_error_without_a_code_is_still_one(subtests):
    for problem in [None, {}, [], "x", {"code": None}, {"code": {}}, {"code": True}]:
        with subtests.test(problem=problem):
            error = as_error(problem)
            assert error["code"] == "unknown"
            assert set(error) == {"code", "title", "detail", "action", "advice"}


def test_detail_is_the_most_exact_that_there_is(subtests):
    for problem, detail in [
        (
            {"error_data": {"details": "most exact"}, "details": "d", "message": "m", "title": "t"},
            "most exact",
        ),
        ({"details": "flat", "message": "m", "title": "t"}, "flat"),
        ({"message": "m", "title": "t"}, "m"),
        ({"title": "t"}, "t"),
        ({"message": "a\x00b"}, "a\ufffdb"),
        ({}, ""),
    ]:
        with subtests.test(problem=problem, detail=detail):
            assert detail_of(problem) == detail
