"""Benchmarks: figures are read as ratios on one machine, never as promises."""
