"""Anthropic's API: one Messages request, the Admin API, the models."""
