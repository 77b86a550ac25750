"""A process of its own, on a database of its own: `python -m tests.web.accounts.life DATA`.

Somebody enrols, mistypes, signs in, takes a seat, changes the password; prints as JSON what was answered.
"""

import json
import os
import sys
from pathlib import Path

from django.test import override_settings

from entremise.web.setup import migrate, set_up
from entremise.wiring import on_database
from entremise.wiring import using as in_use
from tests.cast import FakeClock, open_talks

QUICK = "tests.web.accounts.people.QuickArgon2id"


def main(data: Path) -> None:
    os.umask(0o077)
    set_up(data=data)
    migrate()
    with in_use(on_database(clock=FakeClock())) as house, override_settings(PASSWORD_HASHERS=[QUICK]):
        # Accounts are Django's models: classes only now.
        from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, invited, signed_in  # noqa: PLC0415

        talks = open_talks(house.parts)
        mo = signed_in("Mo", administrator=True)
        wrong = [mo.elsewhere().tries("Mo", OTHER_PASSWORD).status for _ in range(2)]
        somewhere = mo.elsewhere().signs_in()
        place = somewhere.takes(invited(talks, talks.mo.seat))
        before = somewhere.asks("GET", place).status
        form = {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
        changed = mo.asks("POST", "/account/password", form).status
        after = somewhere.asks("GET", place).status
        shown = [mo.asks("GET", f"/account/{page}").status for page in ("", "sign-ins/", "administration/")]
    sys.stdout.write(json.dumps([wrong, before, changed, after, shown]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
