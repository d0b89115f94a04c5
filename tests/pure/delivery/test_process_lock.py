from __future__ import annotations

import os
import subprocess
import sys

from messaging.delivery.processes import process_lock
from messaging.delivery.processes.process_lock import ProcessLock

# Its module alone: what stands around it in the package takes half a second to import.
HOLDER = """
import runpy
import sys
from pathlib import Path
ProcessLock = runpy.run_path(sys.argv[2])["ProcessLock"]
print(ProcessLock(Path(sys.argv[1])).take() and "mine", flush=True)
sys.stdin.read()
"""


def test_one_owner_at_a_time(tmp_path):
    first, second = ProcessLock(tmp_path / "new" / "lock"), ProcessLock(tmp_path / "new" / "lock")
    assert first.take()
    assert first.take(), "asking again is harmless"
    assert not second.take()
    first.give_up()
    assert second.take()
    second.give_up()


def test_the_file_names_the_owner(tmp_path):
    owner = ProcessLock(tmp_path / "lock")
    (tmp_path / "lock").write_text("a much longer line of an earlier owner")
    owner.take()
    assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    owner.say("http://127.0.0.1:8000")
    assert ProcessLock(tmp_path / "lock").holder() == (str(os.getpid()), "http://127.0.0.1:8000")
    owner.give_up()


def test_a_killed_owner_owns_nothing(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), process_lock.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "mine\n"
        here = ProcessLock(path)
        assert not here.take()
        holder.kill()
        holder.wait(10)
        assert here.take()
        here.give_up()
