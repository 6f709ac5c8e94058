"""THE CENTRE, KNOWLEDGE: one answer for every channel, and what people thought of it."""
