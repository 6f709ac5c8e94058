"""The services that are declared, and have no code of their own."""
