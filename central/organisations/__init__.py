"""THE CENTRE: organisations: which bodies there are, who holds which post in them, who signs in, and who has read what."""
