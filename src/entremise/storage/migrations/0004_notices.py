from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0003_seats_keys_record_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("seat", models.CharField(db_index=True, max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("at", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("tries", models.IntegerField()),
                ("next", models.BigIntegerField(db_index=True)),
            ],
            options={
                "db_table": "mail",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("seat", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("place", models.CharField(db_index=True, max_length=64)),
                ("by_house", models.BooleanField()),
                ("rings", models.BooleanField()),
                ("next", models.BigIntegerField(db_index=True, null=True)),
                ("seen", models.BigIntegerField()),
                ("told", models.BigIntegerField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "notice",
            },
        ),
    ]
