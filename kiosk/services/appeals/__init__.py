"""企莞家 · 政企直通车: the enterprise appeals zone."""
