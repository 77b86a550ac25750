"""The rules of the house: rooms, leave, the door. Standard library only; knows no database, no page, no clock."""
