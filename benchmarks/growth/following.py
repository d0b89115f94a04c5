"""Databases that were kept follow the models: until the first release a changed model is a changed `0001_initial`, which
`migrate` takes for applied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def follow_models() -> list[str]:
    """Add the tables, columns and indexes of our models that this database has not, and drop the indexes that are not as the
    models say; return what was done. What constraints there are more or fewer is left as it is."""
    from django.apps import apps
    from django.db import connection

    if connection.vendor == "sqlite":
        # Rows that refer to a table that is made anew are not to be lost with it.
        connection.disable_constraint_checking()
    done: list[str] = []
    with connection.schema_editor(atomic=False) as editor:
        there = set(connection.introspection.table_names())
        for model in apps.get_app_config("messaging").get_models():
            if model._meta.db_table not in there:
                editor.create_model(model)
                done.append(f"table {model._meta.db_table}")
                continue
            done += _columns(editor, model)
            done += _indexes(editor, model)
            for field in model._meta.local_many_to_many:
                through: Any = field.remote_field.through
                if through._meta.auto_created and through._meta.db_table not in there:
                    editor.create_model(through)
                    done.append(f"table {through._meta.db_table}")
        if done:
            # A planner that knows all indexes but one takes that for the best.
            editor.execute("ANALYZE")
    return done


def _columns(editor: Any, model: Any) -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        there = {
            one.name for one in connection.introspection.get_table_description(cursor, model._meta.db_table)
        }
    for field in model._meta.local_concrete_fields:
        # SQLite shows generated columns in no such list; none was added since there are growth tables.
        if field.column in there or field.generated:
            continue
        # Not by Django's own verb: SQLite's makes the table anew, out of columns that may not be there either.
        definition, values = editor.column_sql(model, field, include_default=True)
        table, column = editor.quote_name(model._meta.db_table), editor.quote_name(field.column)
        editor.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition}", values or None)
        yield f"column {model._meta.db_table}.{field.column}"


def _indexes(editor: Any, model: Any) -> Iterator[str]:
    wanted = {index.name: index for index in model._meta.indexes}
    there = _definitions(model._meta.db_table)
    for name, index in wanted.items():
        made = str(index.create_sql(model, editor))
        if _plain(there.get(name, "")) == _plain(made):
            continue
        if name in there:
            editor.execute(f'DROP INDEX "{name}"')
        editor.execute(made)
        yield f"index {name}"


def _definitions(table: str) -> dict[str, str]:
    from django.db import connection

    sql = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return dict(cursor.fetchall())


def _plain(statement: str) -> list[str]:
    """Return the columns of an index in their order, without what databases write differently."""
    columns = statement.partition("(")[2].partition(")")[0]
    return [one.strip().strip('"').split()[0].strip('"') for one in columns.split(",") if one.strip()]
