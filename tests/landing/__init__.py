"""Tests of the landing: files of providers become typed rows, quarantine and receipts."""
