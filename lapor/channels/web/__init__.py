"""The web as a channel: forms made from the table of moves, pickers, uploads; for citizens and officers alike."""
