"""The safe ways: for each kind of change its numbered steps, the check on existing data, and the way back."""
