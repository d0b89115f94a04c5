"""What Meta posts, in every shape of docs/design/providers.md A4-A10: builders, and one `Case` for each row.

    from tests.payloads import meta

    for case in meta.CASES:
        case.name      # unique, e.g. "image with a caption"; every id in the case is made from it
        case.row       # where the shape is described: "A5"
        case.change    # one element of entry[].changes: {"field": …, "value": …}
        case.before    # changes that bring what it speaks of (the target of an edit, …); often empty
        case.gives     # what `change` becomes: names of classes of transports/base.py,
                       # in the order of `found(batch)`
        case.attributes      # attributes of the first thing that it becomes; "error.code" looks inside
        case.customer  # the Person who is on the other side: .wa_id, .bsuid, .name

    meta.body(meta.entry(case.change))                        # a signed POST's body of one case
    meta.body(meta.entry(*[case.change for case in meta.CASES]))  # of all of them

Every case has a customer and message ids of its own, so that all may go into one database. The inbox
must have the route `meta.ROUTE`, its account is `meta.WABA`, its displayed number `meta.BUSINESS`.
Nothing here needs a database.
"""

from __future__ import annotations

from tests.payloads.meta.account_events import ACCOUNT_EVENTS
from tests.payloads.meta.building import (
    ANN,
    ANN_BSUID,
    AT,
    BEN,
    BEN_BSUID,
    BUSINESS,
    EVA,
    JSON,
    METADATA,
    ROUTE,
    WABA,
    body,
    call,
    change,
    contact,
    entry,
    message,
    problem,
    status,
    typed,
)
from tests.payloads.meta.cases import Case, Person, found
from tests.payloads.meta.customers import CUSTOMERS
from tests.payloads.meta.echoes import ECHOES
from tests.payloads.meta.media import MEDIA
from tests.payloads.meta.messages import MESSAGES
from tests.payloads.meta.statuses import STATUSES

CASES: list[Case] = [*MESSAGES, *MEDIA, *CUSTOMERS, *STATUSES, *ECHOES, *ACCOUNT_EVENTS]

__all__ = [
    "ANN",
    "ANN_BSUID",
    "AT",
    "BEN",
    "BEN_BSUID",
    "BUSINESS",
    "CASES",
    "EVA",
    "JSON",
    "METADATA",
    "ROUTE",
    "WABA",
    "Case",
    "Person",
    "body",
    "call",
    "change",
    "contact",
    "entry",
    "found",
    "message",
    "problem",
    "status",
    "typed",
]
