"""THE CENTRE, WITNESS: how far every chained record had come, written down to be kept where the centre's own hands do not reach.

Each record holds within itself: who changes it without the centre's key is found. Whoever has that key, or puts the whole database back as
it was, is found by what somebody else has kept: `guanjia central audit heads`, and `guanjia central audit verify --against` it.
"""
