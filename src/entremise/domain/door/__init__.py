"""The one door. Whatever passes between a room and the desk passes through a function of this folder.

An entry that its writer left for the mediator goes to the desk; what the mediator carries or says goes into a room;
what the desk announces goes into the rooms it names, a copy each; what a delegation lets be known of its members goes
to the desk, and from there on; the desk invites a delegation's head. (The declared outcome of a sealed instrument comes
with the instruments.) From party to party nothing passes: no function here takes two rooms, except those that take
what the desk says and a row of rooms.

Each function decides and returns what is to be written in which log; it writes nothing. One subject a file.
"""
