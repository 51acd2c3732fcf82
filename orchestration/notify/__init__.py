"""Telling people what needs them: refused files, failed refreshes, stale data, alerts.

What is wrong now is read anew each time (`incidents`), what every receiver was told is kept under
`state` (`memory`), and the difference is sent (`announce`). So the command line, Dagster's step
and its sensors may all call it, as often as they like.
"""
