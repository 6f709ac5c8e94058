"""Finding what somebody has come for: by first letters, by pinyin, by characters in any order, by code. No Qt, no network, nothing kept."""
