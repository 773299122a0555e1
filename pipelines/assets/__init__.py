"""The assets of the job `refresh`, a module for each stage."""
