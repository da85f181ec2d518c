"""The parts of the Today page: the worklists, the line that answers an alarm, the record beside."""
