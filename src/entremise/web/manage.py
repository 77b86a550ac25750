"""Django's management commands: `python -m entremise.web.manage check --deploy`."""

import sys

from entremise.web.setup import set_up


def main() -> None:
    """Run the command that the arguments name."""
    set_up()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
