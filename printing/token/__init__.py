"""THE PAPER: the token in a report's code: few signed words about the paper, checked online and, as far as that goes, without a wire.

claims.py       what the token says                       cose.py     COSE_Sign1 (RFC 9052), ES256, nothing else
paper_token.py  claims ↔ the address in the QR code        trust.py    whose signatures count: the signed trust bundle
status_list.py  which papers are revoked, as of when       check.py    what can be said of a paper, and what was not checked
kept.py         what a terminal keeps of both of them
"""
