"""What the templates need beside the values they get."""
