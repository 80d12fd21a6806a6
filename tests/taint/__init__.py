"""Secrets by taint: one in every place that the program reads, and peers that say them back."""
