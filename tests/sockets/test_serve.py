"""`manage.py serve` as a process: how it starts, answers, logs and stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from messaging.api.authentication import GUESSED
from tests.live import PROJECT, LiveServer, Setup
from tests.servers import PATIENCE
from tests.sockets.clients import UNHURRIED

Start = Callable[..., LiveServer]
MakeSetup = Callable[..., Setup]


@pytest.fixture
def server(start_server: Start, sqlite_setup: MakeSetup) -> LiveServer:
    return start_server(sqlite_setup())


def log_lines(server: LiveServer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]


def test_is_ready_with_everything_started(server: LiveServer) -> None:
    answer = server.request("GET", "/healthz/ready")
    assert (answer.status, answer.json["status"]) == (200, "ok")
    assert set(answer.json["checks"].values()) == {"ok"}


def test_stops_in_order_on_sigterm(server: LiveServer) -> None:
    assert server.stop() == -signal.SIGTERM
    assert "ERROR" not in server.log
    assert "Traceback" not in server.log


def test_stops_quietly_on_ctrl_c(server: LiveServer) -> None:
    assert server.stop(signal.SIGINT) == 0
    assert "Traceback" not in server.log


def test_port_comes_from_the_environment_unless_the_option_says_otherwise(
    server: LiveServer, sqlite_setup: MakeSetup
) -> None:
    """Seen in the refusal of a taken port, which names it."""
    taken = f"Cannot listen on 127.0.0.1:{server.port} "
    assert taken in sqlite_setup(PORT=str(server.port)).run("serve", check=False).stderr
    command = ("serve", "--port", str(server.port))
    assert taken in sqlite_setup(PORT="1").run(*command, check=False).stderr


def test_restart_keeps_the_port(server: LiveServer) -> None:
    server.kill()
    server.start()
    assert server.request("GET", "/healthz/live").status == 200


def test_policy_names_the_socket_of_the_host_that_was_asked(server: LiveServer) -> None:
    policy = server.request("GET", "/healthz/live").headers["Content-Security-Policy"]
    parts = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert parts["default-src"] == ["'self'"]
    assert parts["connect-src"] == ["'self'", f"ws://127.0.0.1:{server.port}"]
    assert "unsafe" not in policy


def test_caller_on_this_machine_cannot_say_that_it_is_somebody_else(server: LiveServer) -> None:
    """A new address for every guess would never be throttled."""

    def guess(number: int) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "Authorization": f"Token {number:064x}"}
        return server.request("GET", "/api/me", headers=headers).status

    answers = [guess(n) for n in range(GUESSED.limit.most + 1)]
    assert answers == [401] * GUESSED.limit.most + [429]


def test_other_hosts_are_refused(server: LiveServer) -> None:
    answer = server.request("GET", "/healthz/live", headers={"Host": "evil.example"})
    assert answer.status == 400


def test_log_is_json_with_the_request_id_and_no_query(server: LiveServer) -> None:
    sent = {"X-Request-ID": "id-of-this-test"}
    answer = server.request("GET", "/api/me/?q=private-words", token="private-token", headers=sent)
    assert (answer.status, answer.headers["X-Request-ID"]) == (401, "id-of-this-test")
    server.stop()
    line = next(line for line in log_lines(server) if line["request_id"] == "id-of-this-test")
    assert (line["path"], line["status"], line["method"]) == ("/api/me/", 401, "GET")
    assert "private" not in server.log


def test_simulator_is_off_unless_asked_for(start_server: Start, sqlite_setup: MakeSetup) -> None:
    server = start_server(sqlite_setup())
    assert server.request("GET", "/simulator/").status == 404


def test_taken_port_is_one_sentence(server: LiveServer, sqlite_setup: MakeSetup) -> None:
    done = sqlite_setup().run("serve", "--port", str(server.port), check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Cannot listen on 127.0.0.1:{server.port}" in done.stderr


def test_a_second_server_without_redis_is_refused_and_told_of_the_first(
    server: LiveServer, subtests: pytest.Subtests
) -> None:
    sentence = f"Process {server.pid} serves {server.setup.var_dir} already on {server.url}:"
    for asked in (["--port", "0"], ["--port", str(server.port)]):
        with subtests.test(asked=asked):
            done = server.setup.run("serve", *asked, check=False)
            assert (done.returncode, done.stderr.count("\n")) == (1, 1)
            assert sentence in done.stderr


def test_nobody_to_answer_is_one_sentence(sqlite_setup: MakeSetup) -> None:
    done = sqlite_setup(ALLOWED_HOSTS="").run("serve", check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "set PUBLIC_URL or ALLOWED_HOSTS" in done.stderr


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with"),
        ({"SIMULATOR": "perhaps"}, "SIMULATOR must be 1 or 0"),
    ],
)
def test_bad_environment_is_one_sentence(sqlite_setup: MakeSetup, env: dict[str, str], sentence: str) -> None:
    done = sqlite_setup(**env).run("serve", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The support console cannot start. {sentence}")
    assert done.stderr.count("\n") == 1


def test_demo_migrates_makes_data_and_says_how_to_get_in(
    start_server: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    setup = Setup(tmp_path_factory.mktemp("demo"), {"SECRET_KEY": "", "DEMO": "1"})
    server = start_server(setup, "--demo")
    access = server.access
    assert access["url"] == server.url
    for value in (access["url"], access["username"], access["password"], access["api_token"]):
        assert value in server.log
    for secret in ("demo.json", "secret_key"):
        assert stat.S_IMODE((setup.var_dir / secret).stat().st_mode) == 0o600
    me = server.request("GET", "/api/me/", token=access["api_token"])
    assert (me.status, me.json["username"]) == (200, access["username"])
    assert access["inbox"]["id"] in [inbox["id"] for inbox in me.json["inboxes"]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """What `make run` leaves, while it runs."""
    setup = Setup(tmp_path_factory.mktemp("demo"), {"SECRET_KEY": "", "DEMO": "1"})
    with LiveServer(setup, "--demo") as running:
        yield running


@pytest.mark.parametrize(
    "command",
    [
        "create_token demo",
        "create_demo",
        "doctor --only=database --only=migrations --only=storage --only=delivery --only=inboxes",
        "after_restore",
        "migrate --check",
        "check",
    ],
)
def test_commands_work_on_what_the_demo_made_without_being_told_anything(
    made: LiveServer, command: str
) -> None:
    run_unconfigured(made.setup.var_dir, command)
    assert made.access["url"] == made.url


def test_an_inbox_is_made_without_being_told_anything(sqlite_setup: MakeSetup) -> None:
    """In an installation of its own: `doctor` above would ask Meta about it."""
    var_dir = sqlite_setup().var_dir
    (var_dir / "demo.json").touch()
    run_unconfigured(
        var_dir,
        "create_inbox --transport whatsapp_cloud --name Two --address +15550009999 --set phone_number_id=77"
        " --set waba_id=7 --set app_secret=abcdef0123456789 --set verify_token=v --set access_token=t",
    )


def run_unconfigured(var_dir: Path, command: str) -> None:
    """A command that must succeed with nothing in its environment but where `var/` is, which a clone knows."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=PROJECT,
        env={**kept, "VAR_DIR": str(var_dir)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_workers_are_refused_in_one_sentence_where_the_demo_delivers(made: LiveServer) -> None:
    done = Setup(made.setup.var_dir, {"SECRET_KEY": ""}).run("run_delivery", check=False)
    assert done.returncode == 1
    assert "delivers inside `manage.py serve`" in done.stderr


def test_demo_listens_on_loopback_only(server: LiveServer) -> None:
    # The kernel's own list: sockets that listen on the port, with their local address in hex.
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    port = f"{server.port:04X}"
    listening = {row[1].split(":")[0] for row in rows if row[1].endswith(f":{port}") and row[3] == "0A"}
    assert listening == {f"{int.from_bytes(socket.inet_aton('127.0.0.1'), 'little'):08X}"}


def test_sockets_hear_bye_and_then_restart(
    start_server: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = start_server(Setup(tmp_path_factory.mktemp("demo"), {"DEMO": "1"}), "--demo")
    ticket = server.request("POST", "/api/socket-ticket/", token=server.access["api_token"]).json["ticket"]
    protocols = [Subprotocol("desk.v1"), Subprotocol(f"ticket.{ticket}")]
    with connect(server.ws_url, subprotocols=protocols, **UNHURRIED) as console:
        console.send(json.dumps({"op": "sub", "inbox": server.access["inbox"]["id"]}))
        frames = [json.loads(console.recv(timeout=PATIENCE))]
        assert frames[0]["op"] == "subbed"
        assert server.process
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            frames.extend(json.loads(text) for text in console)
    assert "bye" in [frame["op"] for frame in frames]
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1012
    assert server.stop() == -signal.SIGTERM
    assert "Traceback" not in server.log


def test_unknown_socket_path_is_refused_quietly(server: LiveServer) -> None:
    with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{server.port}/ws/other/"):
        pass
    assert "Traceback" not in server.log


def test_second_start_of_the_demo_keeps_its_data(
    start_server: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    setup = Setup(tmp_path_factory.mktemp("demo"), {"SECRET_KEY": "", "DEMO": "1"})
    first = start_server(setup, "--demo")
    before = first.access
    first.stop()
    second = start_server(setup, "--demo", port=first.port)
    assert second.access == before


def test_daphne_serves_it_too(sqlite_setup: MakeSetup) -> None:
    """Without lifespan: the first request starts the background."""
    setup = sqlite_setup()
    server = LiveServer(setup)
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(server.port)]
    with (setup.var_dir / "daphne.log").open("wb") as log:
        server.process = subprocess.Popen(
            [*command, "support_console.asgi:application"],
            cwd=PROJECT,
            env=setup.environment,
            stdout=log,
            stderr=log,
        )
    try:
        server.wait_ready()
        assert server.request("GET", "/healthz/ready").json["status"] == "ok"
    finally:
        server.stop()
