"""Lists that come in: the table of a track, read, checked whole, and filed row by row."""
