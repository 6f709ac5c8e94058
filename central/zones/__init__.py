"""One folder per zone: tables, rules, routes."""
