"""Inboxes: settings, health, notices, templates."""

from messaging.actions.inbox.countries import (
    checked_country,
)
from messaging.actions.inbox.health import (
    mark_healthy,
    mark_healthy_by_arrival,
    mark_unhealthy,
    resume_inbox,
)
from messaging.actions.inbox.inboxes import (
    add_members,
    change_inbox,
    check_config,
    configure_inbox,
    create_inbox,
    make_default,
    merged_config,
    remove_members,
    rename_inbox,
    route_of,
    set_country,
    set_read_policy,
    settings_of,
)
from messaging.actions.inbox.notices import (
    add_notice,
)
from messaging.actions.inbox.rejected_calls import (
    BAD_SIGNATURE,
    add_bad_signature_notice,
)
from messaging.actions.inbox.template_changes import (
    apply_template_change,
    refetch_templates_after_refusal,
)
from messaging.actions.inbox.template_choices import (
    count_template_use,
    set_template_favourite,
)
from messaging.actions.inbox.template_sync import (
    ask_for_templates,
    store_templates,
)
from messaging.actions.inbox.waiting_limits import (
    check_waiting_limits,
    set_waiting_limits,
)

__all__ = [
    "BAD_SIGNATURE",
    "add_bad_signature_notice",
    "add_members",
    "add_notice",
    "apply_template_change",
    "ask_for_templates",
    "change_inbox",
    "check_config",
    "check_waiting_limits",
    "checked_country",
    "configure_inbox",
    "count_template_use",
    "create_inbox",
    "make_default",
    "mark_healthy",
    "mark_healthy_by_arrival",
    "mark_unhealthy",
    "merged_config",
    "refetch_templates_after_refusal",
    "remove_members",
    "rename_inbox",
    "resume_inbox",
    "route_of",
    "set_country",
    "set_read_policy",
    "set_template_favourite",
    "set_waiting_limits",
    "settings_of",
    "store_templates",
]
