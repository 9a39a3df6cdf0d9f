"""The replica: the one place that keeps rows on this device."""
