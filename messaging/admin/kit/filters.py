"""List filters whose choices are only what the agent may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Field, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from messaging.admin.kit.access import requesting_agent
from messaging.models import Agent, Inbox

# How far back single months and years are offered.
MONTHS, YEARS = 12, 4


class DateFilter(admin.DateFieldListFilter):
    """Django's, and the months and years before: pages end after ten thousand rows, and only a time leads further back. No row
    is asked which there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        year = month.replace(month=1)
        months = [(f"{start:%B %Y}", start, end) for start, end in _back(month, MONTHS, _month_before)]
        years = [(f"{start:%Y}", start, end) for start, end in _back(year, YEARS, _year_before)]
        earlier: dict[str, bool | date | datetime] = {self.lookup_kwarg_until: years[-1][1]}
        self.links = (
            *self.links,
            *((name, self._between(start, end)) for name, start, end in (*months, *years)),
            (f"Before {years[-1][0]}", earlier),
        )

    def _between(self, start: datetime, end: datetime) -> dict[str, bool | date | datetime]:
        return {self.lookup_kwarg_since: start, self.lookup_kwarg_until: end}


def _back(
    end: datetime, count: int, before: Callable[[datetime], datetime]
) -> list[tuple[datetime, datetime]]:
    """Return so many times that end where the next one begins, the last first."""
    found = []
    for _ in range(count):
        start = before(end)
        found.append((start, end))
        end = start
    return found


def _month_before(moment: datetime) -> datetime:
    return (moment - timedelta(days=1)).replace(day=1)


def _year_before(moment: datetime) -> datetime:
    return moment.replace(year=moment.year - 1)


def titled(
    title: str, base: type[admin.FieldListFilter] = admin.FieldListFilter
) -> type[admin.FieldListFilter]:
    """Make a filter with a title of its own, where the column's name is one for programs."""

    class Titled(base):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Titled


class NamedChoices(admin.RelatedFieldListFilter):
    """Rows by what they point to. What points to nothing has a name: a dash among names says nothing."""

    nothing = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = SafeString(self.nothing)


class TeamFilter(NamedChoices):
    nothing = "no team"


class LabelFilter(NamedChoices):
    nothing = "no label"


class InboxFilter(NamedChoices):
    """The inboxes that the agent sees."""

    nothing = "no inbox"

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        inboxes = Inbox.objects.visible_to(requesting_agent(request)).order_by("name", "pk")
        return [(str(inbox.pk), str(inbox)) for inbox in inboxes.only("name", "address")]


class ColleagueFilter(NamedChoices):
    """Agents who see one of the agent's inboxes."""

    nothing = "nobody"

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        agents = Agent.objects.order_by("username")
        if not requesting_agent(request).sees_everything:
            everywhere = Q(is_superuser=True) | Q(role__in=[Agent.Role.SUPERVISOR, Agent.Role.ADMIN])
            here = Q(memberships__inbox__in=Inbox.objects.visible_to(requesting_agent(request)).values("pk"))
            agents = agents.filter(pk__in=Agent.objects.filter(everywhere | here).values("pk"))
        return [(str(agent.pk), agent.name) for agent in agents]
