"""All scenarios, in the order in which they run."""

from benchmarks.comparison.scenarios.bodies import BODIES
from benchmarks.comparison.scenarios.cold_start import COLD_START
from benchmarks.comparison.scenarios.fan_out import FAN_OUT
from benchmarks.comparison.scenarios.growth import GROWTH
from benchmarks.comparison.scenarios.memory import MEMORY
from benchmarks.comparison.scenarios.sending import SENDING
from benchmarks.comparison.scenarios.storm import STORM
from benchmarks.comparison.scenarios.webhook import WEBHOOK

ALL = (WEBHOOK, BODIES, FAN_OUT, STORM, SENDING, MEMORY, COLD_START, GROWTH)
