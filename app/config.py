"""What a terminal is told about itself and its hall."""
