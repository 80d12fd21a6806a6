"""Programs that use a cloud's own library, each in a process of its own, and how they are run.

They (by_*.py) are run by their path, with the environment of the program that is checked: the
libraries read it themselves, print, ask, hang and run what they find, and none of that may reach
the check. They import nothing of claude-doctor's. What they read and write is one JSON document;
what went wrong leaves them as the name of an exception, for its text may hold a credential.
"""
