"""Synthetic rows for `central.datasets`: the same on every machine and on every day, none of them anybody's."""
