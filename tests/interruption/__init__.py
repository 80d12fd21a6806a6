"""Every command under what a system does to a program: signals, terminals, pipes, disks, limits.

`python -m tests.interruption` runs the whole matrix; `test_interruption` runs a part of it in CI.
"""
