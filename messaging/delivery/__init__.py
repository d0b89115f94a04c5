"""What leaves: lanes of messages, jobs with providers, and the processes that run both."""

from messaging.delivery.outcomes import no_answer

__all__ = ["no_answer"]
