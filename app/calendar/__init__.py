"""Working time with 调休, and dates in text: values in, values out, no clock."""
