"""信用莞家: the credit zone."""
