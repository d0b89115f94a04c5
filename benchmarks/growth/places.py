"""Where the databases of the sizes are, and how they are removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests import servers

FOLDER = "var/growth"
PREFIX = "console_growth_"


class Places:
    """A file in `folder`, or a database at `server` whose name begins with `prefix`, for each size."""

    def __init__(self, server: str = "", *, folder: str = FOLDER, prefix: str = PREFIX) -> None:
        self._server, self._folder, self._prefix = server, Path(folder), prefix

    @classmethod
    @contextmanager
    def chosen(cls, *, postgresql: bool, folder: str = "", prefix: str = "") -> Iterator[Places]:
        """Yield the places on this engine; a server of its own ends with the run."""
        with ExitStack() as stack:
            server = stack.enter_context(servers.postgres()) if postgresql else ""
            yield cls(server, folder=folder or FOLDER, prefix=prefix or PREFIX)

    def url(self, size: int) -> str:
        """Return the URL of the database of a size, which is made where there is none."""
        if not self._server:
            self._folder.mkdir(parents=True, exist_ok=True)
            return f"sqlite:///{(self._folder / f'{size}.sqlite3').resolve()}"
        name = f"{self._prefix}{size}"
        if name not in self._databases():
            self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return servers.with_database(self._server, name)

    @contextmanager
    def copy(self, size: int) -> Iterator[str]:
        """Yield the URL of a copy of the database of a size, which nobody has open; it is removed afterwards."""
        if not self._server:
            source = self._folder / f"{size}.sqlite3"
            copied = shutil.copy(source, source.with_suffix(".copy"))
            try:
                yield f"sqlite:///{Path(copied).resolve()}"
            finally:
                for one in source.parent.glob(f"{size}.copy*"):
                    one.unlink()
            return
        name, source_name = (sql.Identifier(f"{self._prefix}{one}") for one in (f"{size}_copy", size))
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, source_name))
        try:
            yield servers.with_database(self._server, f"{self._prefix}{size}_copy")
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def remove_all(self) -> None:
        """Remove the databases of all sizes on this engine."""
        if not self._server:
            shutil.rmtree(self._folder, ignore_errors=True)
            return
        for name in self._databases():
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _databases(self) -> list[str]:
        with psycopg.connect(self._server) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._prefix]
            )
            return [name for (name,) in rows]

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)
