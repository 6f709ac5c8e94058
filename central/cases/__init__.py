"""Cases (办件): procedures as data, one chained record a case, two clocks."""
