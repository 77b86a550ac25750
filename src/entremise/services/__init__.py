"""What the program does: one function for each act. Decides by the domain, writes through the ports."""
