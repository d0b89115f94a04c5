"""Words that the rows of several tables share: who may see them, and taking one for writing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self, TypeVar

from django.db import models

from messaging import leases
from messaging.models.agents import Agent

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class Lockable(models.QuerySet[M_co]):
    """Rows that an action takes one of."""

    def lock(self, pk: int) -> M_co:
        """Return the row as it is now, locked until COMMIT; raise `DoesNotExist` when it is gone.

        Rows that are joined stay free, and so do inserts that refer to it ("no key").
        """
        return self.select_for_update(of=("self",), no_key=True).get(pk=pk)


class OfInbox(Lockable[M_co]):
    """Rows that belong to an inbox by a column ``inbox``."""

    def of_inboxes(self, ids: Collection[int] | None) -> Self:
        """Keep the rows of these inboxes, None is all of them. For lists: from numbers the planner knows how many rows
        there are, a sub-query of memberships makes it read and sort them all."""
        return self if ids is None else self.filter(inbox__in=ids)

    def visible_to(self, agent: Agent) -> Self:
        """Keep the rows of the inboxes that the agent sees: all for supervisors and admins, else by membership. For rows
        that are named by a key."""
        if not agent.is_active:
            return self.none()
        if agent.sees_everything:
            return self
        return self.filter(inbox__memberships__agent=agent)


class Leased(models.QuerySet[M_co]):
    """Rows that a worker holds until ``lease_until``."""

    def free(self, now: datetime) -> Self:
        """Keep the rows that nobody holds at `now`, by the database's clock (`clock.database_now`)."""
        return self.filter(leases.free(now))
