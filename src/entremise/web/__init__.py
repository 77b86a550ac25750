"""Pages: forms first, script second. Reads the form, calls one service, renders one value."""
