"""Makes an inbox and a supervisor; prints ``{"inbox", "secret", "token", "cookie", "origin_host"}``."""

from __future__ import annotations

from tests.proofs.start import say  # first: makes this a Django process

# isort: split
from django.conf import settings
from django.test import Client

from messaging.actions.inbox.inboxes import make_default
from messaging.actions.people.credentials import create_api_token
from tests.factories import BY, WEBHOOK_SECRET, an_agent, an_inbox

if __name__ == "__main__":
    agent, inbox = an_agent("supervisor"), an_inbox()
    make_default(inbox, by=BY)
    browser = Client()
    browser.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    say(
        {
            "inbox": inbox.pk,
            "secret": WEBHOOK_SECRET,
            "token": create_api_token(agent, by=BY),
            "cookie": f"{settings.SESSION_COOKIE_NAME}={key}",
        }
    )
