"""THE HALL: Qt lives here only."""
