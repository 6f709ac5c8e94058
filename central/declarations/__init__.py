"""THE CENTRE, DECLARATIONS: the services that need no code of their own, as the project declares them in resources/services/declared."""
