"""What the models declare: classes and tables in project text, answered as real ``Table`` objects."""
