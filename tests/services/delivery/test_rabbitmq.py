"""RabbitMQ as the broker of workers."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.live import PROJECT, Setup
from tests.servers import wait_until

CUSTOMER = "+447700900123"


def nodes(setup: Setup) -> set[str]:
    """Return the names of the workers that answer Celery's own monitoring."""
    asked = subprocess.run(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "messaging.delivery.processes.celery_app",
            "inspect",
            "ping",
            "--json",
            "--timeout=5",
        ],
        cwd=PROJECT,
        env={**setup.environment, "DJANGO_SETTINGS_MODULE": "support_console.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    return set(json.loads(asked.stdout)) if asked.returncode == 0 else set()


def test_two_workers_of_one_machine_are_woken_by_rabbitmq(
    scaled_setup, rabbitmq_url, furnished, start_server, start_worker, meta
):
    installation = furnished(scaled_setup(BROKER_URL=rabbitmq_url))
    server = start_server(installation.setup)
    workers = [start_worker(installation.setup), start_worker(installation.setup)]
    wait_until(lambda: len(nodes(installation.setup)) == len(workers), "both workers answer", 120)
    installation.sends(server, CUSTOMER, "one")
    assert meta.texts() == ["one"]
    for worker in workers:
        assert worker.alive
        assert "RESOURCE_LOCKED" not in worker.log
