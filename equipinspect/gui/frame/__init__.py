"""The parts around every page: rail, top bar, search, said line, status bar."""
