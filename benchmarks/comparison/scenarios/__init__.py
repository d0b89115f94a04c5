"""All scenarios, in the order in which they run."""

from benchmarks.comparison.scenarios.bodies import BODIES
from benchmarks.comparison.scenarios.fan_out import FAN_OUT
from benchmarks.comparison.scenarios.storm import STORM
from benchmarks.comparison.scenarios.webhook import WEBHOOK

ALL = (WEBHOOK, BODIES, FAN_OUT, STORM)
