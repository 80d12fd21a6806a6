"""A lab that stays: what users really meet, played with the real programs in network namespaces.

`python -m tests.lab` plays every row and prints a table; `tests/lab/README.md` says more.
"""
