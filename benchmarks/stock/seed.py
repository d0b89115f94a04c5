"""``python -m benchmarks.stock.seed AGENTS``: makes tables, an inbox and its members; prints how to reach them."""

from __future__ import annotations

import json
import os
import sys

import django

APP_SECRET = "app-secret-of-stock"
NUMBER_ID = "1065400000001"


def main(agents: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stock.settings")
    django.setup()
    from django.core.management import call_command

    from benchmarks.people import cookie, make_agents
    from benchmarks.stock.models import Inbox

    call_command("migrate", run_syncdb=True, verbosity=0)
    inbox = Inbox.objects.create(name="A", number_id=NUMBER_ID, app_secret=APP_SECRET)
    people = make_agents(agents)
    inbox.members.add(*people)
    known = {"inbox": inbox.pk, "route": NUMBER_ID, "secret": APP_SECRET}
    print(json.dumps({**known, "cookies": [cookie(one) for one in people]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
