"""The vocabulary, and how facts become a verdict."""
