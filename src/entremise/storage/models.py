"""The tables. The hot path speaks SQL to them (`sql.py`); models are here for their schema and its migrations.

Every key begins with the place: no sequence, unique key or index spans two rooms, so none can tell one of another.
"""

from django.db import models


class Place(models.Model):
    """A place of a case: a room or the desk. Its row is what a writer locks."""

    id = models.CharField(max_length=64, primary_key=True)
    case = models.CharField(max_length=64, db_column="case_id")
    mark = models.CharField(max_length=1, blank=True)

    class Meta:
        db_table = "place"


class Entry(models.Model):
    """A line of a place's log. Never changed, never removed: triggers see to it."""

    pk = models.CompositePrimaryKey("place", "number")
    place = models.CharField(max_length=64)
    number = models.BigIntegerField()
    at = models.BigIntegerField()
    """Microseconds since 1970, UTC."""
    kind = models.CharField(max_length=32)
    version = models.SmallIntegerField()
    series = models.CharField(max_length=8, null=True)  # noqa: DJ001 – most lines bring no label
    series_number = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=16, null=True)  # noqa: DJ001 – nor stand under a topic
    body = models.BinaryField()
    """The event, encoded and sealed."""

    class Meta:
        db_table = "entry"
        constraints = [models.UniqueConstraint(fields=["place", "series", "series_number"], name="entry_label")]
        indexes = [
            models.Index(fields=["place", "number"], name="entry_named", condition=models.Q(series__isnull=False)),
            models.Index(
                fields=["place", "topic", "number"],
                name="entry_topic",
                condition=models.Q(topic__isnull=False),
            ),
        ]


class Reference(models.Model):
    """A line that changes the state of an earlier entry of the same log."""

    pk = models.CompositePrimaryKey("place", "series", "series_number", "number")
    place = models.CharField(max_length=64)
    series = models.CharField(max_length=8)
    series_number = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        db_table = "reference"


class Held(models.Model):
    """A message at a door, until it enters or is stopped."""

    pk = models.CompositePrimaryKey("desk", "carry")
    desk = models.CharField(max_length=64)
    carry = models.BigIntegerField()
    into = models.CharField(max_length=64, db_column="into_place")
    due = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "held"


class Seat(models.Model):
    """A person's place in a room or at the desk."""

    id = models.CharField(max_length=64, primary_key=True)
    place = models.CharField(max_length=64, db_index=True)
    mark = models.CharField(max_length=1, blank=True)
    role = models.CharField(max_length=32)
    shown = models.BooleanField()

    class Meta:
        db_table = "seat"


class Credential(models.Model):
    """The hash of a secret that opens a seat."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    kind = models.CharField(max_length=8)
    seat = models.CharField(max_length=64)
    expires = models.BigIntegerField()
    code_digest = models.BinaryField(null=True)
    failures = models.IntegerField()

    class Meta:
        db_table = "credential"


class Draft(models.Model):
    """Unsent words of one seat towards one destination, sealed."""

    pk = models.CompositePrimaryKey("seat", "destination")
    seat = models.CharField(max_length=64)
    destination = models.CharField(max_length=16)
    saved = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "draft"


class Answer(models.Model):
    """What an act answered under a key of its seat, sealed."""

    pk = models.CompositePrimaryKey("seat", "key")
    seat = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    body = models.BinaryField()

    class Meta:
        db_table = "answer"
