"""Blobs: large things that terminals bring, by their hash."""
