"""Serving: the edge that every request passes, the live stream, the release of what is due, start and stop."""
