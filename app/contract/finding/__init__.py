"""Finding by what is keyed in: first letters, pinyin, characters in any order, code. Terminal and centre look the same way, so that the
same question finds the same answer in every channel. No Qt, no network, nothing kept."""
