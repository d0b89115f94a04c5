"""Large bodies, one after the other."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.comparison.load.http import HttpConnection
from benchmarks.comparison.load.saturation import OK
from benchmarks.comparison.load.webhooks import Webhooks
from benchmarks.processes import cpu_seconds


async def post_bodies(plan: dict[str, Any]) -> dict[str, Any]:
    """`bodies` with `items` messages each, or with the `status` of the messages in `sent`. `begun` and `answered` are wall clock."""
    webhooks = Webhooks(plan["target"], plan["run"], plan["seed"])
    connection = await HttpConnection.open(*plan["address"])
    posted = 0
    for request in webhooks.introductions():
        posted += (await connection.send(request))[0] == OK
    requests = list(_requests(plan, webhooks))
    begun, cpu = time.time(), cpu_seconds(plan["pids"])
    for request in requests:
        status, _ = await connection.send(request)
        assert status == OK, f"a body was answered with {status}"
    answered = time.time()
    connection.close()
    if "sent" not in plan:
        posted += plan["bodies"] * plan["items"]
    return {"posted": posted, "begun": begun, "answered": answered, "cpu_before": cpu}


def _requests(plan: dict[str, Any], webhooks: Webhooks) -> Any:
    if "sent" not in plan:
        return (webhooks.many(plan["items"]) for _ in range(plan["bodies"]))
    sent, items = plan["sent"], plan["items"]
    return (webhooks.statuses(sent[n : n + items], plan["status"]) for n in range(0, len(sent), items))
