"""People: the directory, departments, positions."""
