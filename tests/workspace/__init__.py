"""Discovery on the disk."""
