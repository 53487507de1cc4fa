"""What the package can say about statements, criteria, trade and coverage: evidence, computed from its tables."""
