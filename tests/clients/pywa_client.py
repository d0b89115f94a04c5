"""pywa with the account of one number, and with what its handlers were called with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx
import pywa
from pywa import handlers
from pywa.types.base_update import BaseUpdate

from tests.clients.simulated import Number, Receiver

HANDLERS = (
    handlers.MessageHandler,
    handlers.MessageStatusHandler,
    handlers.CallbackButtonHandler,
    handlers.CallbackSelectionHandler,
    handlers.EditedMessageHandler,
    handlers.DeletedMessageHandler,
    handlers.PhoneNumberChangeHandler,
    handlers.OutgoingMessageHandler,
    handlers.TemplateStatusUpdateHandler,
    handlers.TemplateQualityUpdateHandler,
    handlers.UserMarketingPreferencesHandler,
)
Update = TypeVar("Update", bound=BaseUpdate)


class Client(pywa.WhatsApp):
    """pywa's client; `next_update` waits for webhooks and has pywa verify and parse them."""

    def listen(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._seen: list[BaseUpdate] = []
        self.add_handlers(*(handler(self._take) for handler in HANDLERS))

    def _take(self, _: pywa.WhatsApp, update: BaseUpdate) -> None:
        self._seen.append(update)

    def next_update(self, kind: type[Update]) -> Update:
        """The next update of this kind; what comes before it is kept for later."""
        while True:
            for place, update in enumerate(self._seen):
                if isinstance(update, kind):
                    del self._seen[place]
                    return update
            post = self._receiver.next()
            assert self.webhook_update_validator(post.body, post.headers["x-hub-signature-256"]) is None
            assert self.webhook_update_handler(post.body) == ("ok", 200)


@contextmanager
def connected(number: Number, receiver: Receiver, *, token: str = "") -> Iterator[Client]:
    """A client of pywa that believes the simulator to be Meta."""
    settings = number.settings
    with httpx.Client() as session:
        client = Client(
            phone_id=settings["phone_number_id"],
            waba_id=settings["waba_id"],
            token=token or settings["access_token"],
            app_secret=settings["app_secret"],
            verify_token=settings["verify_token"],
            session=session,
        )
        # pywa sets Meta's own address when it is made.
        session.base_url = f"{settings['graph_base_url']}/v{pywa.utils.Version.GRAPH_API}"
        client.listen(receiver)
        yield client
