"""THE CENTRE: the reference central server."""
