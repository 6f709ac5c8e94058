"""The one road to the centre and back."""
