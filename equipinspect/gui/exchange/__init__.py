"""The exchange page in parts: files handed in, conflicts, possible duplicates, devices."""
