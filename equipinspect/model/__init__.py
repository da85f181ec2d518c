"""What the trade knows, in plain Python: values, declarations, rules, codes; no Qt, no SQL."""
