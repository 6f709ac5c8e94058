"""Print jobs and their outcome."""
