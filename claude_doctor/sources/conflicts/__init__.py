"""Settings that contradict each other: each as a sentence with the winner and what to type."""
