"""The clock on the wall, alone in a module: the first frame needs it and nothing that comes with devices or the store."""

from zoneinfo import ZoneInfo

DONGGUAN = ZoneInfo("Asia/Shanghai")
"""Deadlines, days and the clock on the wall are Dongguan's, whatever the machine is set to."""
