"""The fixes, one file each or one for a family: from a finding or a place to edits."""
