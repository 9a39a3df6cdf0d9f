"""The desktop: Qt screens and canvases, and nothing else."""
