"""Benchmarks: what design.md section 4 promises, measured; a test never fails on time."""
