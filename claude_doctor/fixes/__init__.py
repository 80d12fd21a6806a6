"""What to do now, as data."""
