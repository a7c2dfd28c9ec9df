"""Measures of the tool; nothing is asserted. Run `python -m benchmarks`."""
