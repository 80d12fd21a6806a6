"""Every known failure as data, and what a text shows of one."""
