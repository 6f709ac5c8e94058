"""The appeals zone at the centre."""
