"""Sentences of the design that hold for the whole package."""
