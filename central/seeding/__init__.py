"""Synthetic content for a centre: nobody and nothing in it exists, and its names say so: （合成）."""
