"""What a log line must not hold."""

from __future__ import annotations

import io
import json
import logging

from support_console.logs import Formatter

REFUSAL = "violates not-null constraint\nDETAIL:  Failing row contains (7, my secret text)."


def test_a_traceback_does_not_quote_the_refused_row() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter("%(message)s"))
    log = logging.getLogger("tests.refused_row")
    log.addHandler(handler)
    log.propagate = False
    try:
        raise ValueError(REFUSAL)
    except ValueError:
        log.exception("not stored")
    line = json.loads(stream.getvalue())
    assert line["message"] == "not stored"
    assert "violates not-null constraint" in str(line["exc_info"])
    assert "my secret text" not in stream.getvalue()
