"""The landing: files as they arrive become typed raw rows, quarantine and receipts, and no row is lost."""
