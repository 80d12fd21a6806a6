"""The clouds of the loopback world: wire formats, and the official SDK against them."""
