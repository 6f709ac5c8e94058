"""THE CENTRE: the help desk: visitors' calls on their way to the windows of their hall, and call-backs that are owed."""
