from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def must_be_empty(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse a database whose words stand there in clear: they cannot be sealed, since no row is ever rewritten."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM entry")
        if cursor.fetchone()[0]:
            raise RuntimeError(
                "a database with sealed words is wanted, this one was written before 0.2 and holds them in clear: "
                "begin with an empty data folder, and destroy this one"
            )


def triggers_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes a table anew to change it, and its triggers go with the old one."""
    if editor.connection.vendor == "sqlite":
        for act in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS entry_no_{act}")
        import_module("entremise.storage.migrations.0002_append_only").add(apps, editor)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0002_append_only"),
    ]

    operations = [
        migrations.RunPython(must_be_empty),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("closed", models.BigIntegerField()),
                ("destroy", models.BigIntegerField(db_index=True, null=True)),
                ("reminded", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "casefile",
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("body", models.TextField()),
            ],
            options={
                "db_table": "certificate",
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("expires", models.BigIntegerField(db_index=True)),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "challenge",
            },
        ),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "document", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("document", models.CharField(max_length=64)),
                ("number", models.IntegerField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "chunk",
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                ("seat", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "detail",
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("id", models.CharField(max_length=64)),
                ("seat", models.CharField(max_length=64)),
                ("begun", models.BigIntegerField(db_index=True)),
                ("size", models.BigIntegerField()),
                ("finished", models.BooleanField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "document",
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("number", models.IntegerField()),
                ("public", models.BinaryField()),
            ],
            options={
                "db_table": "epoch",
            },
        ),
        migrations.CreateModel(
            name="Host",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "host",
            },
        ),
        migrations.CreateModel(
            name="Keyholder",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("public", models.BinaryField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "keyholder",
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "seat", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("seat", models.CharField(db_index=True, max_length=64)),
            ],
            options={
                "db_table": "member",
            },
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.BinaryField(max_length=1024, primary_key=True, serialize=False)),
                ("seat", models.CharField(db_index=True, max_length=64)),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "passkey",
            },
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "size", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("asked", models.BigIntegerField()),
                ("body", models.BinaryField()),
                ("stamped", models.BigIntegerField(db_index=True, null=True)),
            ],
            options={
                "db_table": "stamp",
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "level", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("level", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "tile",
            },
        ),
        migrations.CreateModel(
            name="Wrap",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "epoch", "holder", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("epoch", models.IntegerField()),
                ("holder", models.CharField(db_index=True, max_length=80)),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "wrap",
            },
        ),
        migrations.AddField(
            model_name="credential",
            name="given",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="credential",
            name="private",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="leaf",
            field=models.BinaryField(default=b"", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="place",
            name="destroyed",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="kind",
            field=models.CharField(default="", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="place",
            name="within",
            field=models.CharField(blank=True, db_default="", db_index=True, max_length=64),
        ),
        migrations.AddField(
            model_name="seat",
            name="account",
            field=models.CharField(blank=True, db_default="", db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="credential",
            name="seat",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["case"], name="place_case"),
        ),
        migrations.RunPython(triggers_again),
    ]
