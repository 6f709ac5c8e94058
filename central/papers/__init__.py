"""Official papers, whichever zone makes them: who signs them, which of them stand, and where anybody can learn both.

keys.py      the signing key, in a file or a machine   issuers.py     whose signatures count, since when and until when
tables.py    one row a paper: its place in the list    register.py    entering papers, and what becomes of them
renewal.py   a new seal, and a bundle that says so     publishing.py  bundle and list, as they are handed out
command_line.py  central renew-keys                    routes.py      GET /v1/papers/trust, /v1/papers/status, POST /tsa
"""
