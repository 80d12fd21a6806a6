"""What lies on this machine: settings and their conflicts, Claude Code's files and records."""
