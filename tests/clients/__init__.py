"""Real clients against the loopback world: what each gets, and what the API would give it."""
