"""Jobs: work with a provider that is no message, a few at a time, each tried until it is done or given up."""

from messaging.delivery.jobs.job_leases import recall, release_all
from messaging.delivery.jobs.pool import JobPool
from messaging.delivery.jobs.schedule import enqueue_polls, enqueue_template_syncs

__all__ = ["JobPool", "enqueue_polls", "enqueue_template_syncs", "recall", "release_all"]
