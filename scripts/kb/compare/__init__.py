"""Studies side by side: what may be compared, what stands apart, and why."""
