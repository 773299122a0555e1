"""The Dagster code location: from delivered files to a published release."""
