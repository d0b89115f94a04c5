"""One scripted provider on a loopback port: it remembers what came and answers what a test wants.

`server` is the provider that any test may script; `meta` and `twilio` say what theirs answers when a test wants
nothing else. They are written from the providers' documentation and use nothing of the console.
"""

from tests.fake_provider.server import RESET, FakeProvider, Reply

__all__ = ["RESET", "FakeProvider", "Reply"]
