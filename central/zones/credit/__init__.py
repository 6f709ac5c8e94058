"""The credit zone at the centre."""
