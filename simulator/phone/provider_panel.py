"""The phone page's buttons for faults and events, which programs may use, too.

Programs need no login on this machine, but a CSRF token of their own making: any cookie ``csrftoken`` of
32 letters, and the same in the header ``X-CSRFToken``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods, require_POST

from messaging.errors import ConsoleError, NotFound
from simulator import faults, wakeup
from simulator.models import SimulatedTemplate
from simulator.phone import snapshot
from simulator.phone.access import require_player
from simulator.phone.requests import (
    get_customer,
    get_number,
    id_field,
    json_body,
    json_view,
    query_integer,
    text_field,
)
from simulator.provider import events
from simulator.runtime import database
from simulator.sending import changing


@require_http_methods(["GET", "POST"])
@require_player
@json_view()
async def faults_view(request: HttpRequest) -> dict[str, Any]:
    """``GET api/faults?number=``: ``{"faults": [{"fault", "where", "title", "settings", "on", "times"}]}``.

    ``POST api/faults {"fault", "times"?, "number"?, "seconds"?, "code"?}``: on for the next ``times``
    (1 when it is not given; null: until switched off; 0: off). Answers as GET does.
    """
    if request.method == "GET":
        return await database.run(_list_faults, query_integer(request, "number"))
    body = json_body(request)
    kind = body.get("fault")
    if not isinstance(kind, str) or kind not in faults.FAULTS:
        raise ConsoleError.field("fault", f"One of {', '.join(faults.FAULTS)}.")
    return await database.run(
        _switch_fault, id_field(body, "number"), kind, _parse_times(body), _parse_settings(kind, body)
    )


def _parse_times(body: dict[str, Any]) -> int | None:
    times = body.get("times", 1)
    if times is not None and (type(times) is not int or not 0 <= times <= faults.MOST_TIMES):
        raise ConsoleError.field("times", f"Between 0 and {faults.MOST_TIMES}, or null for ever.")
    return times


def _parse_settings(kind: str, body: dict[str, Any]) -> dict[str, float]:
    found = {}
    for name in faults.FAULTS[kind].settings:
        value = body.get(name)
        if value is None:
            continue
        most = faults.LONGEST_SECONDS if name == "seconds" else 10_000_000
        if type(value) not in (int, float) or not 0 <= value <= most:
            raise ConsoleError.field(name, f"Between 0 and {most:g}.")
        found[name] = value
    return found


def _list_faults(number_id: int | None) -> dict[str, Any]:
    return {"faults": faults.list_faults(get_number(number_id))}


def _switch_fault(
    number_id: int | None, kind: str, times: int | None, settings: dict[str, float]
) -> dict[str, Any]:
    number = get_number(number_id)
    if faults.FAULTS[kind].only not in ("", number.provider):
        raise ConsoleError.field("fault", f"{number.get_provider_display()} does not have this.")
    with changing(number.pk, wakeup.work()):
        faults.switch(number, kind, times, settings)
    return _list_faults(number.pk)


@require_POST
@require_player
@json_view(status=201)
async def trigger_event(request: HttpRequest) -> dict[str, Any]:
    """``POST api/events {"event", "customer"?: id, "number"?: id, …}``: see `events.EVENTS`; 201.

    ``count`` (batch, history), ``text`` (echo), ``value`` (quality), ``code`` (error).
    """
    body = json_body(request)
    kind = body.get("event")
    if not isinstance(kind, str) or kind not in events.EVENTS:
        raise ConsoleError.field("event", f"One of {', '.join(events.EVENTS)}.")
    return await database.run(_trigger_event, kind, body)


def _trigger_event(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    customer_id = id_field(body, "customer")
    customer = get_customer(customer_id) if customer_id else None
    number = customer.number if customer else get_number(id_field(body, "number"))
    events.trigger(kind, events.Event(number, customer, body))
    return {"event": kind}


@require_POST
@require_player
@json_view()
async def change_template(request: HttpRequest, template_id: int) -> dict[str, Any]:
    """``POST api/templates/<id> {"event": "PAUSED"|…, "reason"?}`` or ``{"quality": "RED"|…}``: the provider
    changes its mind about a template."""
    body = json_body(request)
    return await database.run(_change_template, template_id, body)


def _change_template(template_id: int, body: dict[str, Any]) -> dict[str, Any]:
    row = SimulatedTemplate.objects.select_related("number").filter(pk=template_id).first()
    if row is None:
        raise NotFound("There is no such template.")
    if "quality" in body:
        if body["quality"] not in events.QUALITIES:
            raise ConsoleError.field("quality", f"One of {', '.join(events.QUALITIES)}.")
        events.change_template_quality(row, body["quality"])
    else:
        if body.get("event") not in events.TEMPLATE_EVENTS:
            raise ConsoleError.field("event", f"One of {', '.join(events.TEMPLATE_EVENTS)}.")
        events.change_template_status(row, body["event"], text_field(body, "reason", 200, needed=False))
    return snapshot.template_shape(row)
