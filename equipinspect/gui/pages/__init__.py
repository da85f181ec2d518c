"""The pages of the window, each found by name from the rail."""
