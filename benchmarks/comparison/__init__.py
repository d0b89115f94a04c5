"""`make bench`: ours and the ordinary way side by side, each figure beside its limit; docs/benchmarks.md."""
