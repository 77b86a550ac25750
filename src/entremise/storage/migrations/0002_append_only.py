"""An entry is never changed and never removed, whoever asks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    f"CREATE TRIGGER entry_no_{act} BEFORE {act} ON entry"
    " BEGIN SELECT RAISE(ABORT, 'an entry is never changed or removed'); END"
    for act in ("update", "delete")
]
POSTGRESQL = [
    """CREATE FUNCTION entry_stays() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'an entry is never changed or removed'; END $$""",
    "CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_stays()",
    "CREATE TRIGGER entry_all_stay BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION entry_stays()",
]


def add(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers in the database's own dialect."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_initial")]
    operations = [migrations.RunPython(add)]
