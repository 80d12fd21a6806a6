"""The outside as one object, and what a run leaves on this machine."""
