"""The centre in memory, with a wire to cut."""
