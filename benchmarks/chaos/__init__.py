"""A real installation under load while its parts are killed, frozen, filled and delayed: ``python -m benchmarks.chaos``."""
