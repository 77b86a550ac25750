"""What files are, what they show, and what they tell of their writer. Pure functions of bytes.

Whoever gives a file may have made it to do harm. The house therefore asks `converting`, which works in a process of its
own for each file; nothing else of this folder but `kinds` is called where other people's words are in memory.
"""
