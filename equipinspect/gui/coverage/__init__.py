"""The parts of the coverage page: curve, call list, tables, sheets of insurers and their doubtful rows."""
