"""THE PAPER: a document says what is said; `page` makes it a PDF, `receipt` makes it ESC/POS; `seal` signs and verifies."""
