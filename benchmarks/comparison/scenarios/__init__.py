"""All scenarios, in the order in which they run."""

from benchmarks.comparison.scenarios.bodies import BODIES
from benchmarks.comparison.scenarios.webhook import WEBHOOK

ALL = (WEBHOOK, BODIES)
