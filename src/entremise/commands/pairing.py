"""A pair for encrypting backups, made on any computer: nothing is kept there."""

import argparse

from entremise.keys.age import new_identity


def key_pair(_: argparse.Namespace) -> int:
    """Print a new age identity, to be kept where the host is not, and its recipient, as `age-keygen` does."""
    identity, recipient = new_identity()
    print(f"# public key: {recipient}\n{identity}")
    return 0
