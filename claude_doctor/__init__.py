"""claude-doctor: is it Anthropic, your request, your account or your network, and what now."""

__version__ = "0.1.0"
