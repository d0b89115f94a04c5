"""The kit of the admin: rights, base classes, rendering."""

from messaging.admin.kit import display
from messaging.admin.kit.access import ByRole, actor, allowed, by_right, requesting_agent, visible
from messaging.admin.kit.base import ConsoleAdmin, ConsoleInline, IndexSearch, ReadOnlyInline, Tool
from messaging.admin.kit.bulk import for_each
from messaging.admin.kit.display import link
from messaging.admin.kit.filters import (
    ColleagueFilter,
    DateFilter,
    InboxFilter,
    LabelFilter,
    TeamFilter,
    WordsFilter,
    titled,
    yes_or_no,
)
from messaging.admin.kit.generic_bases import (
    AnyModelForm,
    AnyNewUserForm,
    AnyOwnPasswordForm,
    AnyPasswordForm,
    AnyUserAdmin,
    AnyUserForm,
)

__all__ = [
    "AnyModelForm",
    "AnyNewUserForm",
    "AnyOwnPasswordForm",
    "AnyPasswordForm",
    "AnyUserAdmin",
    "AnyUserForm",
    "ByRole",
    "ColleagueFilter",
    "ConsoleAdmin",
    "ConsoleInline",
    "DateFilter",
    "InboxFilter",
    "IndexSearch",
    "LabelFilter",
    "ReadOnlyInline",
    "TeamFilter",
    "Tool",
    "WordsFilter",
    "actor",
    "allowed",
    "by_right",
    "display",
    "for_each",
    "link",
    "requesting_agent",
    "titled",
    "visible",
    "yes_or_no",
]
