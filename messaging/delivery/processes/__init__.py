"""Processes: who delivers on this machine, and how the others wake it.

`notifier` belongs to a server's start-up, `celery_worker` to `manage.py run_delivery`; the latter needs a
broker's URL, so it is imported by name where there is one.
"""

from messaging.delivery.processes.dispatcher import slots_for_rate
from messaging.delivery.processes.heartbeat import HEARTBEAT_EVERY, worker_last_seen
from messaging.delivery.processes.process_lock import ProcessLock, somebody_delivers

__all__ = [
    "HEARTBEAT_EVERY",
    "ProcessLock",
    "slots_for_rate",
    "somebody_delivers",
    "worker_last_seen",
]
