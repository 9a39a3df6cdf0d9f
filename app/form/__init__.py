"""Forms that people build themselves, and the records that are kept by them."""
