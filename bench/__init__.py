"""Measurements: `make bench` (10,000 reports, in CI) and `make bench-large` (500,000, by hand). See README.md."""
