"""THE CENTRE, PREFILL (少填快报): what other systems know of an enterprise already, asked for one form, for its own purposes, on record."""
