"""Expectation suites: boundary (derived from the contracts) and release (written by hand in release.yml)."""
