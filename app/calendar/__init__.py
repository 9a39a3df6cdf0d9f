"""Working time with 调休, and dates as people write them. Pure."""
