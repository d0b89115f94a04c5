"""Celery: how serving processes wake delivery workers. `celery -A messaging.delivery.processes.celery_app` monitors it.

A task is a hint and may be lost: acknowledged early, without result, stale after a minute. Late
acknowledgement would only hand a hint out twice; the lanes and the sweep are what is safe.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from celery import Celery, signals
from django.conf import settings

from messaging.runtime import runtime

TASK = "messaging.deliver"
QUEUE = f"{settings.REDIS_PREFIX}.deliver"
EXPIRES = 60

# Without these a broker that hangs is noticed after minutes.
REDIS_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
    # For whoever publishes: fail at once, the sweep takes over.
    "max_retries": 1,
    "interval_start": 0,
}

app = Celery("console", broker=settings.BROKER_URL or settings.REDIS_URL, fixups=())
app.conf.update(
    task_default_queue=QUEUE,
    task_ignore_result=True,
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,  # concerns late acknowledgement only
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=REDIS_OPTIONS if app.conf.broker_url.startswith("redis") else {},
    control_exchange=f"{settings.REDIS_PREFIX}.celery",
    enable_utc=True,
)

Deliver = Callable[[int], Coroutine[Any, Any, None]]


@dataclass
class _Bridge:
    """From Celery's threads to the loop that delivers; only a worker process has one."""

    loop: asyncio.AbstractEventLoop | None = None
    deliver: Deliver | None = None


def bridge(loop: asyncio.AbstractEventLoop, deliver: Deliver) -> None:
    """Run `deliver(conversation_id)` on the loop for the tasks of this process from now on."""
    made = runtime().part(_Bridge)
    made.loop, made.deliver = loop, deliver


@app.task(name=TASK, ignore_result=True)  # type: ignore[untyped-decorator]
def deliver(conversation_id: int) -> None:
    """Hold the thread until the lane is worked off: that is the back-pressure between workers."""
    made = runtime().part(_Bridge)
    if made.loop is not None and made.deliver is not None:
        asyncio.run_coroutine_threadsafe(made.deliver(conversation_id), made.loop).result()


def publish(conversation_id: int) -> None:
    """Wake some worker; raises what the broker's client raises."""
    deliver.apply_async(args=[conversation_id], expires=EXPIRES, retry=False)


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def _keep_our_logging(**_: Any) -> None:
    """Keep Django's logging: Celery configures its own unless somebody listens here."""
