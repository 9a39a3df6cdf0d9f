"""The plan as a painted Gantt chart: rows, time, gestures, print."""
