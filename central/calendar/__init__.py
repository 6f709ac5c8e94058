"""Working days at the centre: the pack `calendar`, published, and counted by."""
