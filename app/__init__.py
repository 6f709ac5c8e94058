"""THE HEART: what a visit may do and what the terminal promises. No Qt, no hardware."""
