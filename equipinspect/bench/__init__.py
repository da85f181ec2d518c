"""The benchmark: the program's own work beside simple anchors, in turn, within one run."""
