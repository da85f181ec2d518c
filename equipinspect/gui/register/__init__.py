"""The parts of the register page: its filters, their bar, and the foot of the list."""
