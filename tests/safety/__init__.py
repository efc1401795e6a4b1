"""Rule zero: planning only, in whatever folder."""
