"""Runnable benchmarks: `python -m bench.NAME`. Never timed tests."""
