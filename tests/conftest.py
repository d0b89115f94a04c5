"""Tiers, and what their tests stand on."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connections
from django.test import TransactionTestCase

from messaging import throttles
from messaging.webhooks.inboxes import recent_inboxes
from tests import emptying, engines, servers, shared_rows, templates
from tests.live import PROJECT, DeliveryWorker, LiveServer, Setup
from tests.tiers import IN_CI, TIERS, cannot_run, mark, mixed, tier_of

# Machines are shared: an example that takes long shows nothing.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

NEVER_SKIPPED = ("services", "clients", "browser")

MakeSetup = Callable[..., Setup]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Random within a tier, cheap tiers first. The browser tier has to be last: Playwright keeps a loop
    running in the main thread until the end, and under it neither Django nor async tests would work.
    Several processes (`-n 2`) are handed them so that they share the cores well."""
    mark(items)
    items[:] = of_this_engine(config, items)
    items.sort(key=lambda item: TIERS.index(tier_of(item.path) or TIERS[0]))
    items[:] = shared_rows.together(items)
    if hasattr(config, "workerinput"):
        items[:] = mixed(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What other tests of the module share is not there for one that did not ask for it."""
    if shared_rows.Shared.there and not shared_rows.asks_for_them(item):
        shared_rows.Shared.there.take_back()


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: nobody has to look through it for garbage again."""
    gc.freeze()


def of_this_engine(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """Without what only the other database can show: ``@pytest.mark.engine("postgresql")``."""
    other = [
        item
        for item in items
        if (only := item.get_closest_marker("engine")) and engines.ENGINE not in only.args
    ]
    config.hook.pytest_deselected(items=other)
    return [item for item in items if item not in set(other)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """In CI a skipped test of the last tiers is a failure, however it came to be skipped."""
    report = yield
    needs_all = any(item.get_closest_marker(tier) for tier in NEVER_SKIPPED)
    if IN_CI and needs_all and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI=true: {report.longrepr}"
    return report


# --- the database ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> None:
    if engines.ENGINE == "postgresql":
        engines.at_server(connections.settings["default"], request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's, but tables are emptied our way, and whoever is still connected does not keep the database."""
    TransactionTestCase._fixture_teardown = emptying.empty
    yield
    with django_db_blocker.unblock():
        engines.end_other_sessions()


@pytest.fixture(autouse=True)
def nobody_was_counted() -> None:
    """All tests of a process come from one address: what one of them tried wrongly shall not slow the next."""
    throttles.forget_all()


@pytest.fixture(autouse=True)
def no_inbox_is_remembered() -> None:
    """The next test's inboxes may have the same ids."""
    recent_inboxes().forget()


# --- services --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server on which databases may be made."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(servers.postgres())
        except servers.NotHere as reason:
            cannot_run(str(reason))
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of an empty Redis database number that is this run's own."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(servers.redis_url())
        except servers.NotHere as reason:
            cannot_run(str(reason))
        yield url


@pytest.fixture(scope="session")
def rabbitmq_url() -> str:
    """URL of a RabbitMQ that runs; what a test makes there is told apart by its REDIS_PREFIX."""
    try:
        return servers.rabbitmq_url()
    except servers.NotHere as reason:
        cannot_run(str(reason))


@pytest.fixture
def private_redis() -> Iterator[servers.Redis]:
    """A Redis that a test may kill, freeze and start again."""
    try:
        server = servers.Redis().start()
    except servers.NotHere as reason:
        cannot_run(str(reason))
    yield server
    server.stop()


@pytest.fixture
def private_postgres() -> Iterator[servers.Postgres]:
    """A PostgreSQL that a test may kill and start again."""
    try:
        server = servers.Postgres().start()
    except servers.NotHere as reason:
        cannot_run(str(reason))
    yield server
    server.remove()


# --- installations ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file; tests get copies."""
    return templates.sqlite(templates.folder(tmp_path_factory))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of a migrated, empty database; tests get copies."""
    with templates.postgres(templates.folder(tmp_path_factory), postgres_server) as name:
        yield name


@pytest.fixture
def sqlite_setup(tmp_path: Path, migrated_sqlite: Path) -> MakeSetup:
    """``sqlite_setup(NAME="value", …)``: an installation in one process, migrated and empty."""

    def make(**env: str) -> Setup:
        var_dir = tmp_path / f"var{len(list(tmp_path.iterdir()))}"
        var_dir.mkdir()
        shutil.copy(migrated_sqlite, var_dir)
        return Setup(var_dir, env)

    return make


@pytest.fixture
def postgres_setup(tmp_path: Path, postgres_server: str, migrated_postgres: str) -> Iterator[MakeSetup]:
    """``postgres_setup(REDIS_URL=…, …)``: an installation on a fresh PostgreSQL database."""
    with contextlib.ExitStack() as stack:

        def make(**env: str) -> Setup:
            var_dir = tmp_path / f"var{len(list(tmp_path.iterdir()))}"
            var_dir.mkdir()
            url = stack.enter_context(servers.database(postgres_server, template=migrated_postgres))
            return Setup(var_dir, {"DATABASE_URL": url, **env})

        yield make


@pytest.fixture
def any_setup(request: pytest.FixtureRequest) -> MakeSetup:
    """``any_setup(…)``: an installation on the database that this run is about."""
    make: MakeSetup = request.getfixturevalue(
        "postgres_setup" if engines.ENGINE == "postgresql" else "sqlite_setup"
    )
    return make


@pytest.fixture
def scaled_setup(postgres_setup: MakeSetup, redis_url: str) -> MakeSetup:
    """``scaled_setup(…)``: PostgreSQL and Redis, delivery by workers."""

    def make(**env: str) -> Setup:
        prefix = f"console-test-{os.urandom(4).hex()}"
        return postgres_setup(**{"REDIS_URL": redis_url, "REDIS_PREFIX": prefix, **env})

    return make


@pytest.fixture
def start_server() -> Iterator[Callable[..., LiveServer]]:
    """``start_server(setup, "--demo", …)``: a running server, stopped after the test."""
    with contextlib.ExitStack() as stack:

        def start(setup: Setup, *arguments: str, **options: Any) -> LiveServer:
            return stack.enter_context(LiveServer(setup, *arguments, **options))

        yield start


@pytest.fixture
def start_worker() -> Iterator[Callable[..., DeliveryWorker]]:
    """``start_worker(setup)``: a delivery worker, stopped after the test."""
    with contextlib.ExitStack() as stack:

        def start(setup: Setup, *arguments: str) -> DeliveryWorker:
            return stack.enter_context(DeliveryWorker(setup, *arguments))

        yield start


# --- browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def collected_static() -> None:
    """The console is built and its files are collected, as on a real installation."""
    if not (PROJECT / "messaging/static/messaging/dist/manifest.json").exists():
        cannot_run("the console is not built (make console)")
    if not (PROJECT / "staticfiles/staticfiles.json").exists():
        cannot_run("static files are not collected (make static)")


@pytest.fixture(scope="session")
def browser_type_launch_args(collected_static: None) -> dict[str, Any]:
    """pytest-playwright starts the installed Chromium; it never downloads one."""
    try:
        path = servers.chromium((*servers.WINDOWLESS, *servers.CHROMIUMS))
    except servers.NotHere as reason:
        cannot_run(str(reason))
    return {"executable_path": path, "args": servers.BROWSER_FLAGS, "headless": True}
