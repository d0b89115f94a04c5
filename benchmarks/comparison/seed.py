"""``manage.py shell -c "from benchmarks.comparison import seed; seed.make(AGENTS)"`` in a new installation of ours."""

from __future__ import annotations

import json

from benchmarks.people import cookie, make_agents


def make(agents: int, **config: str) -> None:
    """An inbox and its members; prints how to reach them."""
    from tests.factories import APP_SECRET, an_inbox

    people = make_agents(agents)
    inbox = an_inbox(*people, config=config)
    known = {"inbox": inbox.pk, "route": inbox.route, "secret": APP_SECRET}
    print(json.dumps({**known, "cookies": [cookie(one) for one in people]}))
