"""Peers that do whatever they like, and every source of the program before each of them.

`wires`, `heads`, `bodies` and `damage` are what a peer may do, as data; `peer` is the process that
does it on real sockets; `actors` are the set-ups that reach every source; `cells` runs one set-up
before one behavior and says what is wrong with the result. `python -m tests.hostile` runs all of it
with the program's own time limits; the tests run it with short ones.
"""
