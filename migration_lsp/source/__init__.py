"""Text: where things stand in it, what it says, and how to change it. Knows Python, not SQLAlchemy."""
