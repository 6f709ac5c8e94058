"""Promise, then print: the one place that acts on a decision."""
