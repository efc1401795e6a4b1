"""The edge to the disk: finds the project's files and settings and turns them into values."""
