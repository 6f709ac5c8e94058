"""The plan's targets: every number in it as data, and what each comes to, with numerator and denominator."""
