"""好差评: what a bad rating sets going, and what all of them come to. Nobody who rates is known here."""
