"""Jobs in SQLCipher: the only table a visitor's action writes."""
