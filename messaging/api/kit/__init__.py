"""The kit of the REST API: what its views share."""

from messaging.api.kit.docs import DocsView, SchemaView
from messaging.api.kit.errors import no_such_path
from messaging.api.kit.feed_events import FeedEvents
from messaging.api.kit.lockout import locked_out
from messaging.api.kit.operations import Body, Declared, takes
from messaging.api.kit.paging import (
    FEED_SCHEMA,
    PAGE_QUERY,
    ActivityPages,
    ConversationPages,
    FilePages,
    LivePages,
    NoticePages,
    Pages,
    SortedIds,
    ThreadPages,
    inboxes_of,
)
from messaging.api.kit.request_values import (
    NUMBER_SCHEMA,
    TEXT_SCHEMA,
    TIME_SCHEMA,
    actor_of,
    agent_of,
    an_id,
    check_admin,
    check_supervisor,
    query_flag,
    query_id_or_moment,
    query_id_or_word,
    query_moment,
    query_number,
    query_text,
    validated_body,
)

__all__ = [
    "FEED_SCHEMA",
    "NUMBER_SCHEMA",
    "PAGE_QUERY",
    "TEXT_SCHEMA",
    "TIME_SCHEMA",
    "ActivityPages",
    "Body",
    "ConversationPages",
    "Declared",
    "DocsView",
    "FeedEvents",
    "FilePages",
    "LivePages",
    "NoticePages",
    "Pages",
    "SchemaView",
    "SortedIds",
    "ThreadPages",
    "actor_of",
    "agent_of",
    "an_id",
    "check_admin",
    "check_supervisor",
    "inboxes_of",
    "locked_out",
    "no_such_path",
    "query_flag",
    "query_id_or_moment",
    "query_id_or_word",
    "query_moment",
    "query_number",
    "query_text",
    "takes",
    "validated_body",
]
