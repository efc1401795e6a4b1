"""Changes of Python text that keep its comments and its form."""
