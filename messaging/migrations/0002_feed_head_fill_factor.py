"""Leave room on the pages of the feed's counters.

Each of them is updated with every change of its inbox; with free room on its own page PostgreSQL updates the
row in place (HOT) and touches no index. SQLite knows no such thing.
"""

from django.db import migrations


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE messaging_feedhead SET (fillfactor = 50)")


def take_it_back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE messaging_feedhead RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [migrations.RunPython(leave_room, take_it_back)]
