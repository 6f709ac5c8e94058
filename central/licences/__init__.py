"""The electronic business licence at the centre: who holds it, its codes, and the grants made on them."""
