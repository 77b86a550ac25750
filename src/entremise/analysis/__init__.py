"""Numbers, not rooms: what could all parties accept, what would each trade cost, what is worth asking next.

Nothing here imports the rest of the program or a framework. Solvers are imported when a method first needs one.
"""
