"""Every parser fed with what nobody should send it: one table of targets, mutated seeds.

`python -m tests.fuzz --cases 1000000` outside CI; some thousands of cases in CI (`test_fuzz.py`).
"""
