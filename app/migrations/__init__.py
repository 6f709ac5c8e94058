"""What goes wrong in the house, and how the terminal's store grows."""
