"""A visit's stages as a table."""
