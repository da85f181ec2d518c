"""What a person can do: one function per action; the only layer that both faces call."""
