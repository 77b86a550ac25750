"""Cases told as scripts, and the player that lets the house act them out."""
