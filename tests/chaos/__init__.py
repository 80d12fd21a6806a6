"""Tests of the loopback world."""
