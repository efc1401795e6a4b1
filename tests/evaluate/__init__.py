"""The interpreter against Python itself, under doubt, and under attack."""
