"""One thin file for each method of the protocol: what the client asks, to what the analysis answers, and back."""
