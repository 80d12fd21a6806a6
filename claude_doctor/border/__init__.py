"""What comes in from this machine, settings and credentials; and what must not leave it."""
