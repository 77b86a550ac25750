"""What the command line does, mostly once Django is set up. Each function takes the parsed options; 0 is success."""
