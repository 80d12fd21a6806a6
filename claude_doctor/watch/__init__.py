"""Asking again and again: when (`schedule`, pure), and what came of it (`timeline`)."""
