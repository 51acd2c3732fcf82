"""Measuring the warehouse: a generated landing, a hand-written rival and a stopwatch."""
