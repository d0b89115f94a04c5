"""What is done to an installation. A fault begins, lasts, and is healed when its coroutine ends, however it ends."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.chaos.installation import Installation
from benchmarks.chaos.load import Load
from tests.live import Child

LEASE_SECONDS = 20  # of a lane, while its worker is frozen


@dataclass
class Scene:
    """What a fault may touch. `seconds`: how long it lasts."""

    installation: Installation
    load: Load
    rng: random.Random
    seconds: float

    async def lasts(self, share: float = 1.0) -> None:
        await asyncio.sleep(self.seconds * share)


Fault = Callable[[Scene], Awaitable[None]]


async def nothing(scene: Scene) -> None:
    """The control: the same load, unharmed."""
    await scene.lasts()


# --- processes -------------------------------------------------------------------------------


async def kill_server(scene: Scene) -> None:
    """kill -9 of a server, three times, each started again after a moment."""
    await _kill(scene, scene.installation.servers)


async def kill_worker(scene: Scene) -> None:
    """kill -9 of a worker, three times."""
    await _kill(scene, scene.installation.workers)


async def kill_workers(scene: Scene) -> None:
    """kill -9 of all workers at once: lanes, jobs and followers are nobody's."""
    for child in scene.installation.workers:
        child.kill()
    await scene.lasts(0.5)
    await asyncio.to_thread(scene.installation.start)


async def kill_server_once(scene: Scene) -> None:
    """kill -9 of a server: the shortest scenario there is."""
    await _kill(scene, scene.installation.servers, times=1)


async def _kill(scene: Scene, children: Sequence[Child], times: int = 3) -> None:
    for _ in range(times):
        await asyncio.sleep(scene.seconds / times * scene.rng.uniform(0.5, 1.0))
        child = scene.rng.choice(children)
        child.kill()
        await asyncio.sleep(scene.rng.uniform(0.0, 1.5))
        await asyncio.to_thread(child.start)


async def freeze_worker(scene: Scene) -> None:
    """SIGSTOP of a worker for longer than its leases: it wakes up believing that they are still its own."""
    pid = scene.rng.choice(scene.installation.workers).pid
    os.kill(pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(max(scene.seconds, LEASE_SECONDS + 10))
    finally:
        os.kill(pid, signal.SIGCONT)


async def freeze_server(scene: Scene) -> None:
    """SIGSTOP of a server: connections stay open and nobody answers."""
    pid = scene.rng.choice(scene.installation.servers).pid
    os.kill(pid, signal.SIGSTOP)
    try:
        await scene.lasts()
    finally:
        os.kill(pid, signal.SIGCONT)


# --- Redis and the database ------------------------------------------------------------------


async def redis_killed(scene: Scene) -> None:
    redis = scene.installation.redis
    assert redis is not None
    redis.stop(signal.SIGKILL)
    try:
        await scene.lasts()
    finally:
        redis.start()


async def redis_hung(scene: Scene) -> None:
    redis = scene.installation.redis
    assert redis is not None
    redis.send(signal.SIGSTOP)
    try:
        await scene.lasts()
    finally:
        redis.send(signal.SIGCONT)


async def postgres_stopped(scene: Scene) -> None:
    """As an administrator stops it at once."""
    await _without_postgres(scene, signal.SIGINT)


async def postgres_crashed(scene: Scene) -> None:
    """As after a power cut: it recovers from its log."""
    await _without_postgres(scene, signal.SIGQUIT)


async def _without_postgres(scene: Scene, how: signal.Signals) -> None:
    postgres = scene.installation.postgres
    assert postgres is not None
    await asyncio.to_thread(postgres.stop, how)
    try:
        await scene.lasts()
    finally:
        await asyncio.to_thread(postgres.start)


async def postgres_hung(scene: Scene) -> None:
    """Frozen with all its sessions: TCP answers, nobody else does."""
    postgres = scene.installation.postgres
    assert postgres is not None
    postgres.send(signal.SIGSTOP)
    try:
        await scene.lasts()
    finally:
        postgres.send(signal.SIGCONT)


async def postgres_read_only(scene: Scene) -> None:
    """As after a failover to a replica, or when its host is full."""
    await asyncio.to_thread(_set_read_only, scene, "on")
    try:
        await scene.lasts()
    finally:
        await asyncio.to_thread(_set_read_only, scene, "off")


def _set_read_only(scene: Scene, value: str) -> None:
    assert scene.installation.postgres is not None
    url = scene.installation.postgres.url
    with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}".encode())
        connection.execute("SELECT pg_reload_conf()")


async def sqlite_locked(scene: Scene) -> None:
    """Another program holds the write lock, as a backup or a shell may."""
    path = scene.installation.setup.var_dir / "console.sqlite3"
    with closing(
        sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    ) as connection:
        await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        try:
            await scene.lasts()
        finally:
            connection.execute("ROLLBACK")


async def disk_full(scene: Scene) -> None:
    """Nothing can be written where the database and the files are."""
    assert scene.installation.disk is not None
    ballast = scene.installation.disk / "ballast"
    await asyncio.to_thread(_fill, ballast)
    try:
        await scene.lasts()
    finally:
        ballast.unlink()


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
