"""Claude through a cloud: what a request to each looks like, and how its answer is read."""
