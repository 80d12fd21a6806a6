"""What the probes read with: one folder a source."""
