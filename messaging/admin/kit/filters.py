"""List filters whose choices are only what the agent may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Field, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from messaging.admin.kit import display
from messaging.admin.kit.access import requesting_agent
from messaging.models import Agent, Inbox

# How far back single months and years are offered.
MONTHS, YEARS = 12, 4


class DateFilter(admin.DateFieldListFilter):
    """Django's, called like the column, and the months and years before: pages end after ten thousand rows, and only a time
    leads further back. No row is asked which there are."""

    def __init__(
        self,
        field: Any,
        request: HttpRequest,
        params: Any,
        model: Any,
        model_admin: admin.ModelAdmin[Any],
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.title = _heading(model_admin, field_path) or self.title
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


def _heading(page: admin.ModelAdmin[Any], column: str) -> str:
    """Return what the list calls a column; empty when it does not show it."""
    shown = [getattr(page, name, None) for name in page.list_display if isinstance(name, str)]
    titles = (
        one.short_description for one in shown if one and getattr(one, "admin_order_field", "") == column
    )
    return next(titles, "")


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


def yes_or_no(title: str, yes: str, no: str) -> type[admin.BooleanFieldListFilter]:
    """Make a filter of two sorts of rows, which have names: "Yes" and "No" say nothing below a title."""

    class YesOrNo(admin.BooleanFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

        def choices(self, changelist: Any) -> Iterator[Any]:
            for choice, name in zip(super().choices(changelist), ("All", yes, no), strict=True):
                yield {**choice, "display": name}

    return YesOrNo


class WordsFilter(admin.AllValuesFieldListFilter):
    """The values that there are, as people write them: a provider's are all capitals."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": display.words(str(choice["display"]))}


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
