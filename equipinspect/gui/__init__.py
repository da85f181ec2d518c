"""The window: everything drawn with Qt, and nothing that knows the register file."""
