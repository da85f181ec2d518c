"""The invented office of the demo: who is in it, what it supervises, and what happened since 2021."""
