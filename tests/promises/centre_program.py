"""The reference centre with something broken in it, for `bench_world`: `python centre_program.py MUTANT central serve …`.

Without a mutant the bench runs the product's own command and not this.
"""

import sys

import mutants

if __name__ == "__main__":
    mutants.mutate_centre(sys.argv[1])
    from kiosk.command_line import main

    sys.exit(main(sys.argv[2:]))
