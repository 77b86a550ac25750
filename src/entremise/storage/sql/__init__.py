"""The store on SQLite or PostgreSQL, one subject a file."""
