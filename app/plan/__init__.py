"""Plans: tasks, links, their files."""
