"""Failures in the past, out of transcripts and logs: `collect` reads, `tally` counts."""
