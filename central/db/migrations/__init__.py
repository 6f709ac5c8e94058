"""How the centre's tables grow, step by step, on SQLite and on PostgreSQL alike. A step is never edited once released.

Made with `scripts/draw_migration.py "what it does"`, then read and mended by hand; a test compares what the steps build with what the
tables declare.
"""
