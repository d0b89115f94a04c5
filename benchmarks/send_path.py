"""How a reader follows one free text through the actions: `python -m benchmarks.send_path`.

A stay is a time in one module, until a call or its end leads to another one; a return is a stay in a module
where the path has been before. Comprehensions and what decorators wrap count as the module they stand in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from benchmarks.installation import installation

ACTIONS = "messaging.actions"


@dataclass
class SendPath:
    """Module and function of each stay in the actions, in order."""

    stays: list[tuple[str, str]] = field(default_factory=list)
    _stack: list[tuple[str, str]] = field(default_factory=list)

    @property
    def modules(self) -> set[str]:
        """The modules that a reader has to open."""
        return {module for module, _ in self.stays}

    @property
    def returns(self) -> int:
        """How often the path comes to a module where it has been before."""
        return len(self.stays) - len(self.modules)

    def follow(self, work: Callable[[], object]) -> None:
        """Do the work and note where it stays."""
        before = sys.getprofile()
        sys.setprofile(self._on_event)
        try:
            work()
        finally:
            sys.setprofile(before)

    def _on_event(self, frame: FrameType, event: str, _: Any) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if event not in {"call", "return"} or not f"{module}.".startswith(f"{ACTIONS}."):
            return
        if event == "call":
            self._stack.append((module, frame.f_code.co_name))
        elif self._stack:
            self._stack.pop()
        if self._stack and (not self.stays or self.stays[-1][0] != self._stack[-1][0]):
            self.stays.append(self._stack[-1])


def main() -> None:
    from messaging.actions.inbound import ReceivedMessage, receive_messages
    from messaging.actions.inbox import create_inbox
    from messaging.actions.outgoing import Draft, send_message
    from messaging.actors import Actor
    from messaging.models import Agent, Conversation
    from messaging.transports.base import Identity, InboundMessage

    by, agent = Actor.system("benchmark"), Agent.objects.create_user("mia")
    config = dict.fromkeys(("phone_number_id", "waba_id", "app_secret", "verify_token", "access_token"), "1")
    inbox = create_inbox(
        transport="whatsapp_cloud", name="A", address="+15550001111", config=config, members=[agent], by=by
    )
    identity = Identity("phone", "447700900123")
    hello = InboundMessage(
        route=inbox.route, external_id="wamid.1", kind="text", content="Hello", identities=(identity,)
    )
    receive_messages(inbox, [ReceivedMessage(hello)], by=by)
    path, conversation, draft = SendPath(), Conversation.objects.get(), Draft(author=agent, content="Hi")
    path.follow(lambda: send_message(conversation, draft, by=by))
    seen: set[str] = set()
    for module, function in path.stays:
        print("  again" if module in seen else "       ", f"{module.removeprefix(f'{ACTIONS}.')}.{function}")
        seen.add(module)
    print(f"{len(path.stays)} stays in {len(path.modules)} modules, {path.returns} returns")


if __name__ == "__main__":
    with installation():
        main()
