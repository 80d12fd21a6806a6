"""The way to a host, measured: phases, proxies and control hosts."""
