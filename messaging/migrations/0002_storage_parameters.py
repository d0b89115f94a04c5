"""Tell PostgreSQL which tables are written over and over, and how often to look after them. SQLite knows no such thing.

With free room on its own page a row is updated in place (HOT) and touches no index, as long as no index has a column that
changes. A feed's counter is updated with every change of its inbox, the lines of its bill with what is sent; a message by its receipts; a conversation changes
indexed columns with each message, but not when it is read or assigned.

Autovacuum waits for a fifth of a table by default: of a million messages for 200,000 dead rows. Of large tables that change
a fiftieth is enough; tables that only grow are to be known to the index-only scans soon.

The index `lane_due` is here because Django has no one spelling of it for both databases.
"""

from django.db import migrations

FILL_FACTORS = {
    "feedhead": 50,
    "billline": 50,
    "message": 85,
    "conversation": 85,
    "outboxlane": 70,
    "address": 90,
}
AUTOVACUUM = {
    "message": {"vacuum_scale_factor": 0.02, "analyze_scale_factor": 0.02, "vacuum_insert_scale_factor": 0.05},
    "conversation": {"vacuum_scale_factor": 0.02, "analyze_scale_factor": 0.02},
    "outboxlane": {"vacuum_scale_factor": 0.02},
    "feedevent": {"vacuum_scale_factor": 0.05, "vacuum_insert_scale_factor": 0.05},
    "webhookcall": {"vacuum_scale_factor": 0.05, "vacuum_insert_scale_factor": 0.05},
    "statuschange": {"vacuum_insert_scale_factor": 0.05},
    # Few rows, updated all the time: a share of them says nothing.
    "feedhead": {"vacuum_scale_factor": 0, "vacuum_threshold": 1000},
    "billline": {"vacuum_scale_factor": 0, "vacuum_threshold": 1000},
    "ratelimit": {"vacuum_scale_factor": 0, "vacuum_threshold": 1000},
}


def parameters():
    """Return ``{table: {storage parameter: value}}``."""
    found = {table: {"fillfactor": factor} for table, factor in FILL_FACTORS.items()}
    for table, settings in AUTOVACUUM.items():
        asked = {f"autovacuum_{name}": value for name, value in settings.items()}
        found.setdefault(table, {}).update(asked)
    return found


# Lanes with work first. SQLite takes NULL for the least of all anyway, and knows no other place for it in an index.
LANE_DUE = "CREATE INDEX lane_due ON messaging_outboxlane (due_at DESC{}, conversation_id DESC)"


def put(apps, schema_editor):
    at_the_end = " NULLS LAST" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(LANE_DUE.format(at_the_end))
    if schema_editor.connection.vendor == "postgresql":
        for table, settings in parameters().items():
            asked = ", ".join(f"{name} = {value}" for name, value in settings.items())
            schema_editor.execute(f"ALTER TABLE messaging_{table} SET ({asked})")


def take_back(apps, schema_editor):
    schema_editor.execute("DROP INDEX lane_due")
    if schema_editor.connection.vendor == "postgresql":
        for table, settings in parameters().items():
            schema_editor.execute(f"ALTER TABLE messaging_{table} RESET ({', '.join(settings)})")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [migrations.RunPython(put, take_back)]
