"""The migrations and the models say the same."""

from __future__ import annotations

import fcntl
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.migrations import AddConstraint, AddIndex

from messaging.management.commands import migrate


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("app", ["messaging", "simulator"])
def test_a_table_is_made_with_its_indexes_and_constraints(app: str) -> None:
    """Added one by one they are more than half of what an empty database costs, here and at every installation."""
    operations = import_module(f"{app}.migrations.0001_initial").Migration.operations
    added = [one.describe() for one in operations if isinstance(one, AddIndex | AddConstraint)]
    assert added == [], f"python tools/fold_migration.py {app}"


@pytest.mark.engine("sqlite")
@pytest.mark.django_db
def test_a_database_that_is_being_migrated_is_not_checked_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked, it would be taken for one that does not know JSON."""
    checked = []

    def check(*_: Any, **__: Any) -> None:
        with (settings.VAR_DIR / migrate.LOCK_FILE).open("w") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        checked.append(True)

    monkeypatch.setattr(migrate.Command, "check", check)
    call_command(migrate.Command(), check_unapplied=True, skip_checks=False, verbosity=0)
    assert checked == [True]
