"""What people and programs are shown: pure functions from what was found to text."""
