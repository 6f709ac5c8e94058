"""Packs: what is published for terminals."""
