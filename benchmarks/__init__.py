"""Measurements in ratios from one run on one machine; `python -m benchmarks` prints and keeps them."""
