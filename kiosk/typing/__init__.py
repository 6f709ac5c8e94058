"""Input without a keyboard: pinyin and strokes by librime, handwriting by our own matcher, codes, addresses, rare characters.

    a page's KTextEntry ─► typist (Qt)  ─► draft        what has been written, and where the cursor stands
                                        ├► composition  what is being spelt, and the ten candidates on show
                                        └► engines ─► helper ═══ rime_program   librime   ┐ processes of their own: a crash is theirs
                                                             ═══ ink_program    numpy     ┘ alone, and what was typed dies with them

A helper can write no file and leaves no core; librime's folder is gone before the first key. `engines.rest()` ends both.
"""
