"""Entremise: indirect talks, where a mediator carries messages between rooms that never meet."""

__version__ = "0.1.0"
