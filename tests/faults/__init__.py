"""The n-th system call fails: what the program then says, writes and exits with.

`python -m tests.faults` runs thousands outside CI; some tens run in CI (`test_faults.py`).
"""
