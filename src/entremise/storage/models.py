"""The tables. The hot path speaks SQL to them (`sql.py`); models are here for their schema and its migrations.

Every key begins with the place: no sequence, unique key or index spans two rooms, so none can tell one of another.
"""

from django.db import models


class Place(models.Model):
    """A place of a case: a room or the desk. Its row is what a writer locks."""

    id = models.CharField(max_length=64, primary_key=True)
    case = models.CharField(max_length=64, db_column="case_id")
    mark = models.CharField(max_length=1, blank=True)
    kind = models.CharField(max_length=8)
    within = models.CharField(max_length=64, blank=True, db_index=True, db_default="")
    """Of an inner room or an access log: the place that it belongs to."""
    destroyed = models.BigIntegerField(null=True)

    class Meta:
        db_table = "place"
        indexes = [models.Index(fields=["case"], name="place_case")]


class Case(models.Model):
    """A closed case: a mirror of its desk's log, by which the days that are over are found."""

    id = models.CharField(max_length=64, primary_key=True)
    closed = models.BigIntegerField()
    destroy = models.BigIntegerField(null=True, db_index=True)
    """When it is destroyed by itself."""
    reminded = models.IntegerField(null=True)
    """Of how many days its places were last reminded."""

    class Meta:
        db_table = "casefile"


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
    """Salt and event, encoded and sealed."""
    leaf = models.BinaryField(max_length=32)
    """Its leaf in the place's tree (RFC 9162): the hash of a salted commitment, which tells nothing of the words."""

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


class Tile(models.Model):
    """The root of a complete subtree of a place's tree, so that a proof need not read every leaf."""

    pk = models.CompositePrimaryKey("place", "level", "position")
    place = models.CharField(max_length=64)
    level = models.SmallIntegerField()
    """1: over 256 leaves; 2: over 256 tiles of level 1; and so on."""
    position = models.BigIntegerField()
    """0, 1, 2 … from the left."""
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "tile"


class Stamp(models.Model):
    """A checkpoint of a place that is to be stamped with the time, or has been."""

    pk = models.CompositePrimaryKey("place", "size")
    place = models.CharField(max_length=64)
    size = models.BigIntegerField()
    asked = models.BigIntegerField()
    body = models.BinaryField()
    """The checkpoint and what proves its time; none of it tells anything of the words."""
    stamped = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        db_table = "stamp"


class Wrap(models.Model):
    """A place's key of one epoch, wrapped for one holder. Without one for the host, the place is closed."""

    pk = models.CompositePrimaryKey("place", "epoch", "holder")
    place = models.CharField(max_length=64)
    epoch = models.IntegerField()
    holder = models.CharField(max_length=80, db_index=True)
    """`host`, or whose keyholder it is."""
    body = models.BinaryField()

    class Meta:
        db_table = "wrap"


class Epoch(models.Model):
    """The public half of a place's key of one epoch: to it, one can write without being able to read."""

    pk = models.CompositePrimaryKey("place", "number")
    place = models.CharField(max_length=64)
    number = models.IntegerField()
    public = models.BinaryField()
    """Covered with the host key, so that nobody else can put another in its place."""

    class Meta:
        db_table = "epoch"


class Keyholder(models.Model):
    """A person's key pair: the private key is sealed under a passphrase that is kept nowhere."""

    id = models.CharField(max_length=80, primary_key=True)
    """`seat-…` or `account-…`."""
    public = models.BinaryField()
    body = models.BinaryField()
    """Salt, parameters and the sealed private key; covered with the host key, like the public one."""

    class Meta:
        db_table = "keyholder"


class Host(models.Model):
    """What the house as a whole keeps, sealed under the host key, by name."""

    name = models.CharField(max_length=32, primary_key=True)
    body = models.BinaryField()

    class Meta:
        db_table = "host"


class Certificate(models.Model):
    """That a case was destroyed. Names no person, no party and no case but by its id."""

    id = models.CharField(max_length=64, primary_key=True)
    at = models.BigIntegerField()
    body = models.TextField()

    class Meta:
        db_table = "certificate"


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
    account = models.CharField(max_length=64, blank=True, db_index=True, db_default="")

    class Meta:
        db_table = "seat"


class Detail(models.Model):
    """What a seat's own place knows of it, and what others may: sealed for that place."""

    seat = models.CharField(max_length=64, primary_key=True)
    body = models.BinaryField()

    class Meta:
        db_table = "detail"


class Member(models.Model):
    """A seat of a delegation that is also a member of an inner room."""

    pk = models.CompositePrimaryKey("place", "seat")
    place = models.CharField(max_length=64)
    seat = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "member"


class Passkey(models.Model):
    """A seat's WebAuthn credential."""

    id = models.BinaryField(primary_key=True, max_length=1024)
    seat = models.CharField(max_length=64, db_index=True)
    body = models.BinaryField()
    """Its public key and state; nothing secret."""

    class Meta:
        db_table = "passkey"


class Challenge(models.Model):
    """A WebAuthn ceremony that has begun."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    expires = models.BigIntegerField(db_index=True)
    body = models.BinaryField()

    class Meta:
        db_table = "challenge"


class Notice(models.Model):
    """A seat that asked to be told by mail that something waits. To whom is sealed."""

    seat = models.CharField(max_length=64, primary_key=True)
    place = models.CharField(max_length=64, db_index=True)
    by_house = models.BooleanField()
    """Whether it is sealed for the house, and not for the place."""
    rings = models.BooleanField()
    next = models.BigIntegerField(null=True, db_index=True)
    """When it is next looked whether something waits."""
    seen = models.BigIntegerField()
    told = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "notice"


class Mail(models.Model):
    """A mail that is to be sent."""

    id = models.CharField(max_length=64, primary_key=True)
    seat = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=8)
    at = models.BigIntegerField()
    upto = models.BigIntegerField()
    tries = models.IntegerField()
    next = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "mail"


class Credential(models.Model):
    """The hash of a secret that opens a seat."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    kind = models.CharField(max_length=8)
    seat = models.CharField(max_length=64, db_index=True)
    expires = models.BigIntegerField()
    code_digest = models.BinaryField(null=True)
    failures = models.IntegerField()
    given = models.BigIntegerField(db_default=0)
    """When it was given."""
    private = models.BinaryField(null=True)
    """The person's private key, sealed under this very secret: with it a closed room is opened."""

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


class Document(models.Model):
    """A file kept in a place, in sealed chunks; its name, type and key stand in the entry that it hangs on."""

    pk = models.CompositePrimaryKey("place", "id")
    place = models.CharField(max_length=64)
    id = models.CharField(max_length=64)
    seat = models.CharField(max_length=64)
    """Who is putting it there."""
    begun = models.BigIntegerField(db_index=True)
    size = models.BigIntegerField()
    """Bytes kept so far."""
    finished = models.BooleanField()
    body = models.BinaryField()
    """What is known of it until an entry tells, sealed."""

    class Meta:
        db_table = "document"


class Chunk(models.Model):
    """A part of a file, sealed under the file's own key."""

    pk = models.CompositePrimaryKey("place", "document", "number")
    place = models.CharField(max_length=64)
    document = models.CharField(max_length=64)
    number = models.IntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "chunk"
