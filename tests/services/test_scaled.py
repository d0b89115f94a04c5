"""The scaled installation: several processes on PostgreSQL and Redis, and what happens when one is away."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.live import DeliveryWorker, LiveServer, Setup
from tests.servers import Postgres, Redis, database, wait_until

MakeSetup = Callable[..., Setup]


def checks(server: LiveServer) -> dict[str, str]:
    found: dict[str, str] = server.request("GET", "/healthz/ready").json["checks"]
    return found


def test_two_servers_and_a_worker_are_one_installation(
    scaled_setup: MakeSetup,
    start_server: Callable[..., LiveServer],
    start_worker: Callable[..., DeliveryWorker],
) -> None:
    setup = scaled_setup()
    servers = [start_server(setup), start_server(setup)]
    start_worker(setup).wait_for_log("Delivery started")
    for server in servers:
        assert set(checks(server).values()) == {"ok"}
    wait_until(
        lambda: setup.run("doctor", "--only=delivery", check=False).returncode == 0,
        "doctor seeing the worker",
    )
    done = setup.run("doctor", "--only=database", "--only=redis", "--only=migrations")
    assert "PostgreSQL" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok", "ok", "ok"]


def test_doctor_opens_a_socket_at_the_public_url(
    scaled_setup: MakeSetup, start_server: Callable[..., LiveServer]
) -> None:
    setup = scaled_setup()
    server = start_server(setup)
    public = Setup(setup.var_dir, {**setup.env, "PUBLIC_URL": server.url})
    assert "takes WebSockets" in public.manage("doctor", "--only=sockets")


def test_worker_stops_in_order(scaled_setup: MakeSetup, start_worker: Callable[..., DeliveryWorker]) -> None:
    worker = start_worker(scaled_setup())
    worker.wait_for_log("Delivery started")
    worker.stop()
    assert "Delivery stopped" in worker.log
    assert "Traceback" not in worker.log


def test_doctor_misses_a_worker(scaled_setup: MakeSetup) -> None:
    done = scaled_setup().run("doctor", "--only=delivery", check=False)
    assert done.returncode == 1
    assert "start manage.py run_delivery" in done.stdout


def test_without_redis_the_console_stays_open(
    postgres_setup: MakeSetup, private_redis: Redis, start_server: Callable[..., LiveServer]
) -> None:
    server = start_server(postgres_setup(REDIS_URL=private_redis.url))
    private_redis.stop(signal.SIGKILL)
    answer = server.request("GET", "/healthz/ready")
    assert (answer.status, answer.json["status"]) == (200, "degraded")
    assert answer.json["checks"]["layer"] == "Redis does not answer"
    private_redis.start()
    wait_until(lambda: checks(server)["layer"] == "ok", "the layer being back")


def test_without_the_database_it_is_not_ready_and_comes_back_by_itself(
    private_postgres: Postgres,
    start_server: Callable[..., LiveServer],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with database(private_postgres.url) as url:
        setup = Setup(tmp_path_factory.mktemp("var"), {"DATABASE_URL": url}).migrate()
        server = start_server(setup)
        private_postgres.stop(signal.SIGQUIT)
        assert server.request("GET", "/healthz/ready").status == 503
        assert server.request("GET", "/healthz/live").status == 200
        private_postgres.start()
        wait_until(lambda: server.request("GET", "/healthz/ready").status == 200, "being ready again")
        server.stop()
