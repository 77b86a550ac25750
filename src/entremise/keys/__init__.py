"""Keys: what is sealed, signed and wrapped. The one user of `cryptography`."""
