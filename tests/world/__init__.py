"""The simulated world: `python -m tests.world` plays many seeds."""
