"""Rights of persons: what the warehouse holds about one, forgetting one, and letting go of old persons."""
