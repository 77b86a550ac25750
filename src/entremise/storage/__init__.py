"""Keeping: one append-only table of entries, and what makes it quick to find things in. Only `wiring` imports it."""
