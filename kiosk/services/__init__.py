"""One folder per zone, one folder per service inside it: decision, row, pages, words."""
