"""THE CENTRE, WORK: what outlives a process: deliveries, timers, fan-out and what the clock begins (docs/decisions/0022)."""
