"""The retry storm: a service with finite capacity, and its clients."""
