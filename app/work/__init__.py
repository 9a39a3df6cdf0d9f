"""Work: what is asked of a person, comments, what was seen."""
