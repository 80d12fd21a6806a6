"""What the recipes are worth: each run against the loopback world, in each of its languages."""
