"""What every store promises (`services.ports`), to be inherited by the test of each store."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from typing import Final, TypeVar

import pytest

from entremise.domain.errors import Broken, Conflict
from entremise.domain.events import Announced, Conveyed, Event, name_of, refers_to, topic_of
from entremise.domain.ids import (
    CARRIES,
    NOTES,
    CaseId,
    DeskId,
    DocumentId,
    InnerId,
    Label,
    Mark,
    PlaceId,
    RoomId,
    SeatId,
)
from entremise.domain.log import Append, Line
from entremise.domain.notices import MailKind
from entremise.domain.terms import CarryForm, Role
from entremise.services.ports import (
    Answer,
    CaseFile,
    Credential,
    CredentialKind,
    Draft,
    Held,
    Mail,
    NoticeRow,
    Parts,
    Passkey,
    Pending,
    PlaceRow,
    StampRow,
    Store,
)
from tests.cast import NOON, ONLY_IF, OWN, SUBSTANCE, VERBATIM, open_talks, parts_on
from tests.domain.samples import A1, A2, B1, C1, DESK_ID, EVENTS, N1, brought, room_id, room_opened, said, seat

R = TypeVar("R")

ROOM: Final = room_id("A")
OTHER: Final = room_id("B")
MOST: Final = 99
PENDING: Final = Pending(ROOM, DocumentId("document"), SeatId("seat"), NOON, 5, finished=True, body=b"known")


@dataclass
class FakeNotifier:
    """Remembers what it is told, and what the store held at that moment."""

    told: list[dict[PlaceId, int]] = field(default_factory=list)
    look: Callable[[], object] = lambda: None
    seen: list[object] = field(default_factory=list)

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        self.told.append(dict(heads))
        self.seen.append(self.look())


class StopError(Exception):
    """Something went wrong in the middle of an act."""


def append(store: Store, place: PlaceId, *events: Event) -> None:
    """Write these events in a transaction of their own."""
    with store.writing(place):
        store.append([Append(place, event) for event in events], at=NOON)


def a(number: int) -> Label:
    return Label("A", number)


LOG: Final[tuple[Event, ...]] = (
    room_opened(),
    said(a(1), leave=ONLY_IF),
    said(Label(NOTES, 1), leave=OWN),
    brought(a(2)),
    Conveyed(label=a(1)),
    said(a(3), origin=Label(NOTES, 1)),
    brought(a(4)),
    said(Label(NOTES, 2), leave=OWN),
    said(a(5)),
    Conveyed(label=a(5)),
    Announced(label=a(6), text="Noon."),
)
"""A room's log in which a bit of everything happened."""


def lines(*events: Event, place: PlaceId = ROOM) -> list[Line]:
    """These events as the lines of a log."""
    return [Line(place, number, NOON, event) for number, event in enumerate(events, start=1)]


LINES: Final = lines(*LOG)

HELD: Final = Held(DESK_ID, C1, OTHER, NOON + timedelta(seconds=30))
DRAFT: Final = Draft(b"Nine \x00\xff", NOON + timedelta(microseconds=1))
STAMP: Final = StampRow(place=ROOM, size=7, asked=NOON, body=b"\x00\xff")
ANSWER: Final = Answer(b"\x00" * 32, b'{"label":1}')
LINK: Final = Credential(
    digest=b"x",
    kind=CredentialKind.LINK,
    seat=SeatId("ana"),
    expires=NOON,
    code_digest=b"\x00code",
    failures=1,
)


def cut(some: list[Line], *, limit: int, newest: bool) -> list[Line]:
    return some[max(len(some) - limit, 0) :] if newest else some[:limit]


class StoreContract(ABC):
    """The promises. A subclass says how its store is made."""

    @pytest.fixture
    @abstractmethod
    def make(self) -> Callable[..., Store]:
        """Makes a store on this test's data."""

    @pytest.fixture
    def notifier(self) -> FakeNotifier:
        return FakeNotifier()

    @pytest.fixture
    def store(self, make: Callable[..., Store], notifier: FakeNotifier) -> Store:
        """A store with two places, in which nothing has been written."""
        made = make(notifier)
        with made.writing():
            for mark in "AB":
                made.open_place(PlaceRow(room_id(mark), CaseId("case"), Mark(mark)))
        return made

    @pytest.fixture
    def long(self, store: Store) -> Store:
        """A store with `LOG` in one place, and a little in another."""
        append(store, ROOM, *LOG)
        append(store, OTHER, room_opened("B"), said(B1), Conveyed(label=a(1)), brought(a(1)))
        return store

    def leave_thread(self) -> None:
        """Let go of what a thread took hold of, before it ends."""
        return

    def in_threads(self, act: Callable[[int], R], *, count: int) -> list[R]:
        """What `act` answers in so many threads that begin together."""
        answers: dict[int, R] = {}
        failures: list[BaseException] = []
        barrier = threading.Barrier(count)

        def run(index: int) -> None:
            try:
                barrier.wait()
                answers[index] = act(index)
            except BaseException as error:  # noqa: BLE001 – raised below, in the test's own thread
                failures.append(error)
            finally:
                self.leave_thread()

        threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return [answers[index] for index in range(count)]

    # Logs --------------------------------------------------------------------------------------------------

    def test_a_store_begins_empty(self, make: Callable[..., Store]) -> None:
        store = make()

        assert (store.opening(ROOM), store.head(ROOM), store.lasts(ROOM, "A", NOTES)) == (None, 0, (0, 0))
        assert store.page(ROOM, limit=9) == store.series(ROOM, "A", limit=9) == []
        assert store.topic(ROOM, "brought", limit=9) == store.about(ROOM, [A1]) == []
        assert (store.at_door(DESK_ID), store.due(NOON, limit=9), store.next_due()) == ([], [], None)
        assert (store.places(), store.seat(SeatId("ana")), store.seats(ROOM)) == ([], None, [])
        assert (store.credential(b"x"), store.draft(seat(), "A"), store.answer(seat(), "k")) == (None,) * 3

    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
    def test_an_event_is_read_as_it_was_written(self, store: Store, event: Event) -> None:
        at = NOON + timedelta(microseconds=123_457)

        with store.writing(ROOM):
            store.append([Append(ROOM, event)], at=at)

        assert store.opening(ROOM) == Line(ROOM, 1, at, event)

    def test_lines_are_numbered_in_each_log(self, long: Store) -> None:
        assert (long.head(ROOM), long.head(OTHER)) == (len(LOG), 4)
        assert long.page(OTHER, limit=9) == [
            Line(OTHER, 2, NOON, said(B1)),
            Line(OTHER, 4, NOON, brought(a(1))),
        ]

    def test_several_logs_grow_in_one_act(self, store: Store) -> None:
        with store.writing(ROOM, OTHER):
            store.append(
                [Append(ROOM, room_opened()), Append(OTHER, room_opened("B")), Append(ROOM, said(A1))],
                at=NOON,
            )
            store.append([Append(OTHER, said(B1)), Append(ROOM, said(A2))], at=NOON)

        assert (store.head(ROOM), store.head(OTHER)) == (3, 2)
        assert [line.number for line in store.page(ROOM, limit=9)] == [2, 3]

    def test_appending_nothing_changes_nothing(self, store: Store, notifier: FakeNotifier) -> None:
        with store.writing(ROOM):
            store.append([], at=NOON)

        assert (store.head(ROOM), notifier.told) == (0, [])

    def test_an_opening_is_the_first_line(self, long: Store) -> None:
        assert [long.opening(ROOM), long.opening(ROOM)] == [LINES[0]] * 2

    @pytest.mark.parametrize("newest", [False, True])
    @pytest.mark.parametrize("limit", [0, 1, 2, MOST])
    def test_a_page_lies_between(self, long: Store, *, limit: int, newest: bool) -> None:
        named = [line for line in LINES if name_of(line.event) is not None]

        for after, before in product(range(len(LOG) + 2), [None, *range(len(LOG) + 3)]):
            wanted = [line for line in named if line.number > after and (before is None or line.number < before)]
            given = long.page(ROOM, after=after, before=before, limit=limit, newest=newest)
            assert given == cut(wanted, limit=limit, newest=newest), (after, before)

    @pytest.mark.parametrize("newest", [False, True])
    @pytest.mark.parametrize("limit", [0, 1, 2, MOST])
    @pytest.mark.parametrize("series", ["A", NOTES, "B", ""])
    def test_a_series_is_read_by_its_numbers(self, long: Store, *, series: str, limit: int, newest: bool) -> None:
        members = [(name.number, line) for line in LINES if (name := name_of(line.event)) and name.series == series]

        for after, before in product(range(8), [None, *range(9)]):
            wanted = [line for number, line in members if number > after and (before is None or number < before)]
            given = long.series(ROOM, series, after=after, before=before, limit=limit, newest=newest)
            assert given == cut(wanted, limit=limit, newest=newest), (after, before)

    @pytest.mark.parametrize("topic", ["brought", "conveyed", "condition", "nothing"])
    @pytest.mark.parametrize("limit", [0, 1, MOST])
    def test_a_topic_is_its_last_lines(self, long: Store, topic: str, limit: int) -> None:
        filed = [line for line in LINES if topic_of(line.event) == topic]

        assert long.topic(ROOM, topic, limit=limit) == cut(filed, limit=limit, newest=True)

    @pytest.mark.parametrize("topics", [[], ["conveyed"], ["condition", "nothing", "brought"], ["brought", "brought"]])
    @pytest.mark.parametrize("limit", [0, 1, MOST])
    def test_topics_are_read_together_as_each_by_itself(self, long: Store, topics: list[str], limit: int) -> None:
        assert long.topics(ROOM, topics, limit=limit) == {
            topic: long.topic(ROOM, topic, limit=limit) for topic in topics
        }

    @pytest.mark.parametrize(
        "labels",
        [[], [a(1)], [a(5), a(1)], [N1], [a(3), N1, a(3)], [a(9)], [a(1), B1, C1], [Label("", 1)]],
    )
    def test_what_is_about_an_entry_brings_it_or_refers_to_it(self, long: Store, labels: list[Label]) -> None:
        wanted = [line for line in LINES if name_of(line.event) in labels or set(refers_to(line.event)) & set(labels)]

        assert long.about(ROOM, labels) == wanted
        assert long.about(ROOM, set(labels)) == wanted

    def test_last_numbers_are_of_what_was_brought(self, long: Store) -> None:
        assert long.lasts(ROOM, "A", NOTES, "B", "A") == (6, 2, 0, 6)
        assert long.lasts(OTHER, "A", NOTES, "B", CARRIES) == (1, 0, 1, 0)

    def test_many_labels_can_be_asked_for(self, store: Store) -> None:
        append(store, ROOM, room_opened(), *(said(a(number)) for number in range(1, 201)))

        found = store.about(ROOM, [a(number) for number in range(200, 0, -1)])

        assert [line.number for line in found] == list(range(2, 202))

    def test_a_log_is_read_line_by_line(self, long: Store) -> None:
        for after, limit in product(range(len(LOG) + 2), [0, 1, 4, MOST]):
            assert long.lines(ROOM, after=after, limit=limit) == LINES[after:][:limit]

    # Transactions ------------------------------------------------------------------------------------------

    def test_a_label_stands_once(self, long: Store) -> None:
        def act() -> None:
            with long.writing(ROOM, OTHER):
                long.append([Append(OTHER, said(Label("B", 2)))], at=NOON)
                long.append([Append(ROOM, Conveyed(label=a(2))), Append(ROOM, brought(a(6)))], at=NOON)

        with pytest.raises(Conflict):
            act()

        assert (long.head(ROOM), long.head(OTHER)) == (len(LOG), 4)
        assert long.about(ROOM, [a(2)]) == [LINES[3]]
        assert long.lasts(OTHER, "B") == (1,)

    def test_a_label_stands_once_within_an_act(self, store: Store) -> None:
        with pytest.raises(Conflict), store.writing(ROOM):
            store.append([Append(ROOM, said(A1)), Append(ROOM, brought(A1))], at=NOON)

        assert store.head(ROOM) == 0

    def test_after_a_conflict_one_may_try_again(self, long: Store) -> None:
        with pytest.raises(Conflict):
            append(long, ROOM, said(a(6)))

        append(long, ROOM, said(a(7)))

        assert long.lasts(ROOM, "A") == (7,)

    def test_the_same_label_may_stand_in_other_logs(self, store: Store) -> None:
        append(store, ROOM, said(A1))
        append(store, OTHER, said(A1))

        assert (store.lasts(ROOM, "A"), store.lasts(OTHER, "A")) == ((1,), (1,))

    @pytest.mark.parametrize("error", [StopError, KeyboardInterrupt])
    def test_nothing_is_kept_of_what_failed(
        self, long: Store, notifier: FakeNotifier, error: type[BaseException]
    ) -> None:
        told = len(notifier.told)

        def act() -> None:
            with long.writing(ROOM, OTHER):
                write_everything(long)
                raise error

        with pytest.raises(error):
            act()

        assert (long.head(ROOM), long.page(ROOM, limit=MOST)[-1]) == (len(LOG), LINES[-1])
        assert (long.lasts(ROOM, "A"), long.about(ROOM, [a(7)])) == ((6,), [])
        assert (long.at_door(DESK_ID), long.seat(SeatId("ana")), len(long.places())) == ([], None, 2)
        assert (long.credential(b"x"), long.draft(seat(), "A"), long.answer(seat(), "k")) == (None,) * 3
        assert len(notifier.told) == told

    def test_all_is_kept_of_what_ended_well(self, long: Store) -> None:
        with long.writing(ROOM, OTHER):
            write_everything(long)

        assert (long.head(ROOM), long.lasts(ROOM, "A")) == (len(LOG) + 1, (7,))
        assert (long.seat(SeatId("ana")), len(long.places())) == (seat(), 3)
        assert (long.credential(b"x"), len(long.at_door(DESK_ID))) == ((LINK, seat()), 1)
        assert (long.draft(seat(), "A"), long.answer(seat(), "k")) == (DRAFT, ANSWER)

    def test_an_opening_that_was_not_kept_is_forgotten(self, store: Store) -> None:
        def act() -> None:
            with store.writing(ROOM):
                store.append([Append(ROOM, room_opened())], at=NOON)
                assert store.opening(ROOM) == LINES[0]
                raise StopError

        with pytest.raises(StopError):
            act()

        assert store.opening(ROOM) is None

    def test_what_is_written_is_read_within_the_act(self, long: Store) -> None:
        with long.writing(ROOM):
            long.append([Append(ROOM, said(a(7)))], at=NOON)
            assert (long.head(ROOM), long.lasts(ROOM, "A")) == (len(LOG) + 1, (7,))
            assert [line.event for line in long.about(ROOM, [a(7)])] == [said(a(7))]

    def test_there_is_no_act_within_an_act(self, store: Store) -> None:
        with store.writing(ROOM), pytest.raises(Broken, match="inside another"), store.writing(OTHER):
            pass

        append(store, ROOM, said(A1))
        assert store.head(ROOM) == 1

    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(lambda store: store.append([Append(ROOM, said(A1))], at=NOON), id="append"),
            pytest.param(lambda store: store.hold(HELD), id="hold"),
            pytest.param(lambda store: store.unhold(DESK_ID, C1), id="unhold"),
            pytest.param(
                lambda store: store.open_place(PlaceRow(RoomId("room C"), CaseId("case"), Mark("C"))),
                id="place",
            ),
            pytest.param(lambda store: store.keep_seat(seat()), id="seat"),
            pytest.param(lambda store: store.keep_credential(LINK), id="credential"),
            pytest.param(lambda store: store.drop_credential(b"x"), id="drop credential"),
            pytest.param(lambda store: store.keep_draft(seat(), "A", DRAFT), id="draft"),
            pytest.param(lambda store: store.drop_draft(seat(), "A"), id="drop draft"),
            pytest.param(lambda store: store.keep_answer(seat(), "k", ANSWER), id="answer"),
        ],
    )
    def test_nothing_is_written_outside_an_act(self, store: Store, act: Callable[[Store], object]) -> None:
        with pytest.raises(Broken, match="outside a transaction"):
            act(store)

        assert (store.head(ROOM), store.at_door(DESK_ID), len(store.places())) == (0, [], 2)

    # News --------------------------------------------------------------------------------------------------

    def test_listeners_are_told_once_of_what_is_kept(self, store: Store, notifier: FakeNotifier) -> None:
        notifier.look = lambda: (store.head(ROOM), store.head(OTHER))

        with store.writing(ROOM, OTHER):
            store.append([Append(ROOM, room_opened()), Append(OTHER, room_opened("B"))], at=NOON)
            store.append([Append(ROOM, said(A1))], at=NOON)
            assert notifier.told == []

        assert notifier.told == [{ROOM: 2, OTHER: 1}]
        assert notifier.seen == [(2, 1)]

    def test_listeners_are_told_of_no_other_place(self, store: Store, notifier: FakeNotifier) -> None:
        with store.writing(ROOM, OTHER):
            store.append([Append(OTHER, said(B1))], at=NOON)
            store.keep_draft(seat(), "A", DRAFT)

        assert notifier.told == [{OTHER: 1}]

    def test_one_who_is_told_may_write(self, store: Store, notifier: FakeNotifier) -> None:
        """The act has ended when listeners are told: they are not in its way, nor it in theirs."""

        def write_on() -> None:
            if len(notifier.told) == 1:
                append(store, OTHER, said(B1))

        notifier.look = write_on
        append(store, ROOM, said(A1))

        assert notifier.told == [{ROOM: 1}, {OTHER: 1}]

    # Several acts kept together ----------------------------------------------------------------------------

    def test_acts_are_kept_together(self, store: Store, notifier: FakeNotifier) -> None:
        with store.together():
            append(store, ROOM, room_opened())
            append(store, ROOM, said(a(1)))
            append(store, OTHER, room_opened("B"))

        assert (store.head(ROOM), store.head(OTHER)) == (2, 1)
        assert [max(heads.get(place, 0) for heads in notifier.told) for place in (ROOM, OTHER)] == [2, 1]

    def test_of_acts_kept_together_each_is_whole_or_nothing(self, store: Store) -> None:
        with store.together():
            append(store, ROOM, room_opened(), said(a(1)))
            with pytest.raises(Conflict):
                append(store, ROOM, said(a(2)), said(a(1)))
            append(store, ROOM, said(a(3)))

        assert [line.event for line in store.page(ROOM, limit=9)] == [said(a(1)), said(a(3))]

    def test_nothing_together_is_nothing(self, store: Store, notifier: FakeNotifier) -> None:
        with store.together():
            pass

        append(store, ROOM, room_opened())
        assert notifier.told == [{ROOM: 1}]

    # At the door -------------------------------------------------------------------------------------------

    def test_what_is_due_is_found_oldest_first(self, store: Store) -> None:
        waiting = [
            replace(HELD, carry=Label(CARRIES, number), due=NOON + timedelta(seconds=seconds))
            for number, seconds in ((1, 60), (2, 10), (3, 30), (4, 30))
        ]
        with store.writing():
            for one in waiting:
                store.hold(one)
        first, second, third, last = (waiting[index] for index in (1, 2, 3, 0))

        assert store.next_due() == first.due
        assert store.due(first.due - timedelta(microseconds=1), limit=9) == []
        assert store.due(first.due, limit=9) == [first]
        assert store.due(second.due, limit=9) == [first, second, third]
        assert store.due(last.due, limit=2) == [first, second]
        assert store.at_door(DESK_ID) == [first, second, third, last]
        assert store.at_door(DeskId("another")) == []

    def test_what_is_dealt_with_is_due_no_more(self, store: Store) -> None:
        with store.writing():
            store.hold(HELD)
        with store.writing():
            dealt = [store.unhold(DESK_ID, C1), store.unhold(DESK_ID, C1)]

        assert dealt == [True, False]
        assert (store.due(NOON + timedelta(days=1), limit=9), store.next_due()) == ([], None)

    def test_of_many_who_deal_with_it_one_does(self, store: Store) -> None:
        with store.writing():
            store.hold(HELD)

        def unhold(_: int) -> bool:
            with store.writing(ROOM):
                return store.unhold(DESK_ID, C1)

        assert sorted(self.in_threads(unhold, count=4)) == [False, False, False, True]

    # Places ------------------------------------------------------------------------------------------------

    def test_places_are_listed(self, store: Store) -> None:
        desk_row = PlaceRow(DESK_ID, CaseId("case"), None)
        with store.writing():
            store.open_place(desk_row)

        assert store.places() == [
            desk_row,
            PlaceRow(ROOM, CaseId("case"), Mark("A")),
            PlaceRow(OTHER, CaseId("case"), Mark("B")),
        ]

    def test_seats_are_those_of_their_place(self, store: Store) -> None:
        ana, ada = seat(shown=True), replace(seat(Role.ADVISER), id=SeatId("ada"))
        bo = replace(seat(mark="B"), id=SeatId("bo"))
        mo = replace(seat(Role.MEDIATOR, mark=None), id=SeatId("mo"))
        with store.writing():
            for one in (ana, bo, mo, ada):
                store.keep_seat(one)

        assert (store.seats(ROOM), store.seats(OTHER), store.seats(DESK_ID)) == ([ada, ana], [bo], [mo])
        assert [store.seat(one.id) for one in (ana, ada, bo, mo)] == [ana, ada, bo, mo]

    @pytest.mark.parametrize("kind", CredentialKind)
    def test_a_credential_opens_its_seat(self, store: Store, kind: CredentialKind) -> None:
        credential = replace(LINK, kind=kind, code_digest=None if kind != "link" else bytes(range(256))[:32])
        with store.writing():
            store.keep_seat(seat())
            store.keep_credential(credential)

        assert store.credential(LINK.digest) == (credential, seat())
        assert store.credential(b"y") is None

    def test_a_credential_is_replaced(self, store: Store) -> None:
        with store.writing():
            store.keep_seat(seat())
            store.keep_credential(LINK)
        with store.writing():
            store.keep_credential(replace(LINK, failures=3))

        assert store.credential(LINK.digest) == (replace(LINK, failures=3), seat())

    def test_of_two_who_use_a_credential_one_does(self, store: Store) -> None:
        with store.writing():
            store.keep_seat(seat())
            store.keep_credential(LINK)

        def use(_: int) -> bool:
            with store.writing():
                return store.drop_credential(LINK.digest)

        assert sorted(self.in_threads(use, count=2)) == [False, True]
        assert store.credential(LINK.digest) is None

    def test_what_a_place_knows_of_a_seat_is_kept(self, store: Store) -> None:
        with store.writing():
            store.keep_seat(seat())
            before = store.detail(seat())
            for body in (b"first", b"second"):
                store.keep_detail(seat(), body)

        assert (before, store.detail(seat())) == (None, b"second")

    def test_members_of_an_inner_room_come_and_go(self, store: Store) -> None:
        inner, other = InnerId("inner"), InnerId("other")
        ana, ada = SeatId("ana"), SeatId("ada")
        with store.writing():
            for place, member in ((inner, ana), (inner, ada), (inner, ana), (other, ana)):
                store.admit(place, member)
            gone = [store.dismiss(inner, ada), store.dismiss(inner, ada)]

        assert gone == [True, False]
        assert (store.members(inner), store.inner_of(ana), store.inner_of(ada)) == ([ana], [inner, other], [])

    def test_with_a_seat_goes_all_that_is_kept_of_it(self, store: Store) -> None:
        inner = InnerId("inner")
        with store.writing():
            store.keep_seat(seat())
            store.keep_detail(seat(), b"detail")
            store.admit(inner, seat().id)
            store.keep_credential(LINK)
            gone = [store.drop_seat(seat().id), store.drop_seat(seat().id)]

        assert gone == [True, False]
        assert (store.seat(seat().id), store.detail(seat()), store.members(inner)) == (None, None, [])
        assert store.credential(LINK.digest) is None

    # Passkeys ----------------------------------------------------------------------------------------------

    def test_passkeys_are_those_of_their_seat(self, store: Store) -> None:
        mine, second, other = (
            Passkey(identity, SeatId(of), b"state") for identity, of in ((b"\0a", "ana"), (b"\0b", "ana"), (b"c", "bo"))
        )
        with store.writing():
            for one in (second, other, mine):
                store.keep_passkey(one)
            store.keep_passkey(replace(second, body=b"later"))

        assert store.passkeys(SeatId("ana")) == [mine, replace(second, body=b"later")]
        assert (store.passkey(b"c"), store.passkey(b"d")) == (other, None)

    def test_a_notice_opens_as_it_was_sealed(self, store: Store) -> None:
        """For its place, or for the house; and what is known in clear is found by seat, place and time."""
        store.keys.house("notices")
        append(store, ROOM, room_opened())
        mine = NoticeRow(seat=SeatId("ana"), place=ROOM, next=NOON, seen=3, told=2)
        house = NoticeRow(seat=SeatId("ada"), place=ROOM, by_house=True, rings=True)
        with store.writing():
            store.keep_notice(replace(mine, seen=1), b"before")
            store.keep_notice(mine, b"ana@")
            store.keep_notice(house, b"ada@")

        assert (store.notice(SeatId("ana")), store.notice(SeatId("bo"))) == (mine, None)
        assert (store.notice_body(mine), store.notice_body(house)) == (b"ana@", b"ada@")
        assert store.notices_of(ROOM) == [house, mine]
        assert store.notices_of(OTHER) == []
        assert store.notices_due(NOON, limit=MOST) == [mine]
        assert store.notices_due(NOON - timedelta(seconds=1), limit=MOST) == []

    def test_a_notice_is_put_off_by_one_alone(self, store: Store) -> None:
        append(store, ROOM, room_opened())
        row, later = NoticeRow(seat=SeatId("ana"), place=ROOM, next=NOON), NOON + timedelta(hours=5)
        with store.writing():
            store.keep_notice(row, b"ana@")
            passed = [store.pass_notice(row, next=later, told=7) for _ in range(2)]
            store.look(SeatId("ana"), 5)
            store.look(SeatId("ana"), 4)

        assert passed == [True, False]
        assert store.notice(SeatId("ana")) == replace(row, next=later, told=7, seen=5)
        assert store.notice_body(row) == b"ana@"

    def test_what_came_is_told_by_its_kind_alone(self, store: Store) -> None:
        append(store, ROOM, room_opened(), said(a(1)), brought(a(2)))

        assert store.came(ROOM, {"Brought"}, after=2)
        assert not store.came(ROOM, {"Brought"}, after=3)
        assert not store.came(ROOM, {"Spoken", "Announced"}, after=0)
        assert not store.came(OTHER, {"Brought"}, after=0)

    def test_a_mail_waits_until_it_is_dropped(self, store: Store) -> None:
        append(store, ROOM, room_opened())
        first = Mail(id="b", seat=SeatId("ana"), kind=MailKind.WAITS, at=NOON, upto=3, next=NOON)
        second = Mail(id="a", seat=SeatId("ana"), kind=MailKind.CODE, at=NOON, next=NOON + timedelta(minutes=1))
        later = NOON + timedelta(hours=1)
        with store.writing():
            store.keep_mail(second)
            store.keep_mail(first)
        assert store.mails_due(NOON, limit=MOST) == [first]
        assert store.mails_due(later, limit=MOST) == [first, second]
        assert store.mails_waiting() == 0
        with store.writing():
            put_off = [store.put_off_mail(first, next=later) for _ in range(2)]
        assert put_off == [True, False]
        assert store.mails_due(later, limit=MOST) == [second, replace(first, tries=1, next=later)]
        assert store.mails_waiting() == 1
        with store.writing():
            gone = [store.drop_mail("a") for _ in range(2)]
        assert gone == [True, False]

    def test_notices_and_mails_go_with_the_seat(self, store: Store) -> None:
        append(store, ROOM, room_opened())
        row = NoticeRow(seat=seat().id, place=ROOM, next=NOON)
        mail = Mail(id="a", seat=seat().id, kind=MailKind.WAITS, at=NOON, next=NOON)
        with store.writing(ROOM):
            store.keep_seat(seat())
            store.keep_notice(row, b"ana@")
            store.keep_mail(mail)
            store.drop_seat(seat().id)

        assert store.notice(seat().id) is None
        assert store.notice_body(row) is None
        assert store.mails_due(NOON, limit=MOST) == []

    def test_a_passkey_is_forgotten_by_its_own_seat(self, store: Store) -> None:
        with store.writing():
            store.keep_passkey(Passkey(b"a", SeatId("ana"), b"state"))
            gone = store.drop_passkey(SeatId("bo"), b"a"), store.drop_passkey(SeatId("ana"), b"a")

        assert gone == (False, True)
        assert store.passkey(b"a") is None

    def test_a_passkey_goes_with_its_seat(self, store: Store) -> None:
        with store.writing():
            store.keep_seat(seat())
            store.keep_passkey(Passkey(b"a", seat().id, b"state"))
            store.drop_seat(seat().id)

        assert store.passkeys(seat().id) == []

    def test_a_challenge_is_taken_once_and_in_time(self, store: Store) -> None:
        soon, late = NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)
        with store.writing():
            store.keep_challenge(b"1", b"one", expires=late, now=NOON)
            store.keep_challenge(b"2", b"two", expires=soon, now=NOON)
            taken = [store.take_challenge(digest, now=soon) for digest in (b"1", b"1", b"2", b"3")]

        assert taken == [b"one", None, None, None]

    def test_a_challenge_takes_the_place_of_the_one_of_its_name(self, store: Store) -> None:
        late = NOON + timedelta(seconds=1)
        with store.writing():
            for body in (b"one", b"two"):
                store.keep_challenge(b"1", body, expires=late, now=NOON)

            assert store.take_challenge(b"1", now=NOON) == b"two"

    def test_challenges_that_have_ended_are_forgotten(self, store: Store) -> None:
        soon = NOON + timedelta(seconds=1)
        with store.writing():
            store.keep_challenge(b"1", b"one", expires=soon, now=NOON)
            store.keep_challenge(b"2", b"two", expires=soon + timedelta(seconds=1), now=soon)

            assert store.take_challenge(b"1", now=NOON) is None

    # Closed cases ------------------------------------------------------------------------------------------

    def test_closed_cases_are_remembered_until_they_are_open_again(self, store: Store) -> None:
        file = CaseFile(CaseId("case"), NOON, NOON + timedelta(days=30, microseconds=1))
        with store.writing():
            store.keep_ending(file)
            store.keep_ending(CaseFile(CaseId("other"), NOON, None))
        with store.writing():
            store.keep_ending(replace(file, reminded=7))

        assert store.ending(CaseId("case")) == replace(file, reminded=7)
        assert store.ending(CaseId("other")) == CaseFile(CaseId("other"), NOON, None)
        with store.writing():
            assert [store.drop_ending(CaseId(case)) for case in ("case", "case", "no such")] == [True, False, False]
        assert (store.ending(CaseId("case")), store.ending(CaseId("no such"))) == (None, None)

    def test_the_case_destroyed_first_stands_first(self, store: Store) -> None:
        """What is kept for ever stands last, and among those that are due never."""
        days = {"a": 3, "b": 1, "c": None, "d": 2, "e": 1}
        files = {
            name: CaseFile(CaseId(name), NOON, None if after is None else NOON + timedelta(days=after))
            for name, after in days.items()
        }
        with store.writing():
            for file in files.values():
                store.keep_ending(file)

        assert [file.case for file in store.endings()] == ["b", "e", "d", "a", "c"]
        assert [file.case for file in store.endings(before=NOON + timedelta(days=2))] == ["b", "e", "d"]
        assert store.endings(before=NOON) == []

    # Drafts and answers ------------------------------------------------------------------------------------

    def test_a_draft_is_for_one_seat_and_destination(self, store: Store) -> None:
        other = replace(seat(), id=SeatId("ada"))
        with store.writing():
            store.keep_draft(seat(), "A", DRAFT)
            store.keep_draft(seat(), "B", replace(DRAFT, body=b"b"))
            store.keep_draft(other, "A", replace(DRAFT, body=b"other"))
        with store.writing():
            store.keep_draft(seat(), "A", replace(DRAFT, body=b"later", saved=NOON + timedelta(seconds=1)))
            store.drop_draft(other, "A")
            store.drop_draft(other, "B")

        assert store.draft(seat(), "A") == Draft(b"later", NOON + timedelta(seconds=1))
        assert (store.draft(seat(), "B"), store.draft(other, "A")) == (replace(DRAFT, body=b"b"), None)

    def test_all_drafts_of_a_seat_are_found(self, store: Store) -> None:
        other = replace(seat(), id=SeatId("ada"))
        with store.writing():
            for destination in ("speak-B", "A"):
                store.keep_draft(seat(), destination, replace(DRAFT, body=destination.encode()))
            store.keep_draft(other, "A", DRAFT)

        assert store.drafts_of(seat()) == [
            ("A", replace(DRAFT, body=b"A")),
            ("speak-B", replace(DRAFT, body=b"speak-B")),
        ]
        assert store.drafts_of(replace(seat(), id=SeatId("nobody"))) == []

    def test_an_answer_is_for_one_seat_and_key(self, store: Store) -> None:
        other = replace(seat(), id=SeatId("ada"))
        with store.writing():
            store.keep_answer(seat(), "k", ANSWER)
            store.keep_answer(other, "k", replace(ANSWER, result=b"other"))

        assert (store.answer(seat(), "k"), store.answer(seat(), "l")) == (ANSWER, None)
        assert store.answer(other, "k") == replace(ANSWER, result=b"other")

    # Time-stamps -------------------------------------------------------------------------------------------

    def test_what_waits_for_a_stamp_is_found(self, store: Store) -> None:
        later = replace(STAMP, place=OTHER, asked=NOON + timedelta(seconds=1))
        with store.writing():
            store.keep_stamp(later)
            store.keep_stamp(STAMP)
            store.keep_stamp(replace(STAMP, size=1, stamped=NOON))

        assert store.waiting(limit=MOST) == [STAMP, later]
        assert store.waiting(limit=1) == [STAMP]

    def test_a_stamp_takes_the_place_of_what_waited(self, store: Store) -> None:
        stamped = replace(STAMP, body=b"with a token", stamped=NOON)
        with store.writing():
            store.keep_stamp(STAMP)
            store.keep_stamp(stamped)

        assert (store.waiting(limit=MOST), store.last_stamp(ROOM)) == ([], stamped)

    def test_the_last_stamp_is_the_one_with_the_most_lines(self, store: Store) -> None:
        stamps = [replace(STAMP, size=size, stamped=NOON) for size in (10, 300, 9)]
        with store.writing():
            for stamp in stamps:
                store.keep_stamp(stamp)
            store.keep_stamp(replace(STAMP, size=301))

        assert store.last_stamp(ROOM) == stamps[1]
        assert store.last_stamp(OTHER) is None

    def test_what_waits_of_a_place_is_dropped(self, store: Store) -> None:
        stamped, other = replace(STAMP, size=1, stamped=NOON), replace(STAMP, place=OTHER)
        with store.writing():
            for stamp in (STAMP, stamped, other):
                store.keep_stamp(stamp)
            store.drop_waiting(ROOM)

        assert (store.waiting(limit=MOST), store.last_stamp(ROOM)) == ([other], stamped)

    # Several at once ---------------------------------------------------------------------------------------

    def test_writers_in_one_place_wait_for_each_other(self, store: Store) -> None:
        append(store, ROOM, room_opened())

        def write(_: int) -> None:
            for _ in range(10):
                with store.writing(ROOM):
                    (last,) = store.lasts(ROOM, "A")
                    store.append([Append(ROOM, said(a(last + 1)))], at=NOON)

        self.in_threads(write, count=4)

        assert [line.number for line in store.page(ROOM, limit=MOST)] == list(range(2, 42))
        assert store.lasts(ROOM, "A") == (40,)

    def test_writers_in_several_places_never_wait_for_ever(self, store: Store) -> None:
        append(store, ROOM, room_opened())
        append(store, OTHER, room_opened("B"))

        def write(index: int) -> None:
            for _ in range(10):
                with store.writing(*((ROOM, OTHER) if index % 2 else (OTHER, ROOM))):
                    numbers = store.lasts(ROOM, "A"), store.lasts(OTHER, "B")
                    store.append([Append(ROOM, said(a(numbers[0][0] + 1)))], at=NOON)
                    store.append([Append(OTHER, said(Label("B", numbers[1][0] + 1)))], at=NOON)

        self.in_threads(write, count=4)

        assert (store.head(ROOM), store.head(OTHER)) == (41, 41)

    # Documents ---------------------------------------------------------------------------------------------

    def test_what_is_known_of_a_file_is_kept_and_replaced(self, store: Store) -> None:
        with store.writing(ROOM):
            store.keep_pending(PENDING)
            store.keep_pending(replace(PENDING, size=9, body=b"more"))

        assert store.pending(ROOM, PENDING.id) == replace(PENDING, size=9, body=b"more")
        assert store.pending(OTHER, PENDING.id) is None

    def test_the_files_of_a_seat_stand_in_their_order(self, store: Store) -> None:
        later = replace(PENDING, id=DocumentId("later"), begun=NOON + timedelta(hours=1))
        strange = replace(PENDING, id=DocumentId("other"), seat=SeatId("another"))
        with store.writing(ROOM):
            for one in (later, PENDING, strange):
                store.keep_pending(one)

        assert store.pending_of(ROOM, PENDING.seat) == [PENDING, later]
        assert store.pending_of(OTHER, PENDING.seat) == []

    def test_of_two_who_claim_a_file_one_does(self, store: Store) -> None:
        with store.writing(ROOM):
            store.keep_pending(PENDING)
            assert [store.claim(ROOM, PENDING.id) for _ in range(2)] == [True, False]

        assert store.pending(ROOM, PENDING.id) is None

    def test_chunks_are_read_from_any_one_on(self, store: Store) -> None:
        with store.writing(ROOM):
            store.add_chunks(ROOM, PENDING.id, 0, [b"a", b"b"])
            store.add_chunks(ROOM, PENDING.id, 2, [b"c"])
            store.claim(ROOM, PENDING.id)

        assert store.chunks(ROOM, PENDING.id, 1, 9) == [b"b", b"c"]
        assert store.chunks(ROOM, PENDING.id, 0, 1) == [b"a"]
        assert store.chunks(OTHER, PENDING.id, 0, 9) == []

    def test_the_last_chunks_of_several_files_are_read_at_once(self, store: Store) -> None:
        """Of each from a number of its own on; nothing of one that is not there, or lies elsewhere."""
        second = DocumentId("second")
        with store.writing(ROOM):
            store.add_chunks(ROOM, PENDING.id, 0, [b"a", b"b", b"c"])
            store.add_chunks(ROOM, second, 0, [b"x", b"y"])
        wanted = [(ROOM, PENDING.id, 1), (ROOM, second, 0), (OTHER, second, 0), (ROOM, DocumentId("third"), 0)]

        assert store.last_chunks(wanted) == [[b"b", b"c"], [b"x", b"y"], [], []]
        assert store.last_chunks([]) == []

    def test_a_chunk_is_never_replaced(self, store: Store) -> None:
        with store.writing(ROOM):
            store.add_chunks(ROOM, PENDING.id, 0, [b"a"])
        with pytest.raises(Conflict), store.writing(ROOM):
            store.add_chunks(ROOM, PENDING.id, 0, [b"b"])

        assert store.chunks(ROOM, PENDING.id, 0, 9) == [b"a"]

    def test_a_file_is_forgotten_as_a_whole(self, store: Store) -> None:
        with store.writing(ROOM):
            store.keep_pending(PENDING)
            store.add_chunks(ROOM, PENDING.id, 0, [b"a"])
            store.drop_document(ROOM, PENDING.id)

        assert store.pending(ROOM, PENDING.id) is None
        assert store.chunks(ROOM, PENDING.id, 0, 9) == []

    def test_what_hangs_nowhere_for_long_is_found(self, store: Store) -> None:
        later = replace(PENDING, id=DocumentId("later"), begun=NOON + timedelta(hours=1))
        with store.writing(ROOM):
            store.keep_pending(later)
            store.keep_pending(PENDING)

        assert store.forgotten(later.begun, limit=9) == [(ROOM, PENDING.id)]
        assert store.forgotten(later.begun + timedelta(1), limit=1) == [(ROOM, PENDING.id)]
        assert store.forgotten(NOON, limit=9) == []

    def test_the_files_of_a_place_are_erased_with_it(self, store: Store) -> None:
        with store.writing(ROOM, OTHER):
            for place in (ROOM, OTHER):
                store.keep_pending(replace(PENDING, place=place))
                store.add_chunks(place, PENDING.id, 0, [b"a"])
            store.erase_documents([ROOM])

        assert (store.pending(ROOM, PENDING.id), store.chunks(ROOM, PENDING.id, 0, 9)) == (None, [])
        assert store.pending(OTHER, PENDING.id) == replace(PENDING, place=OTHER)
        assert store.chunks(OTHER, PENDING.id, 0, 9) == [b"a"]

    # A story -----------------------------------------------------------------------------------------------

    def test_a_story_is_the_same_everywhere(self, make: Callable[..., Store]) -> None:
        """Whatever a store is made of, the pages it leads to are those of the store in memory."""
        assert tell_story(parts_on(make())) == tell_story(None)


def tell_story(parts: Parts | None) -> list[object]:
    """What everybody sees at the end of talks in which a bit of everything happens."""
    talks = open_talks(parts, parties=3, shown=True)
    ana, ada, bo, mo = talks.ana, talks.ada, talks.bo, talks.mo
    note = ada.notes("Seven would do. سلام")
    offer = ana.says("Nine frigates.", leave=VERBATIM, reply_to=note, key="1")
    only_if = ana.says("Eight.", leave=ONLY_IF)
    mo.carries("They offer: Nine frigates.", into="B", sources=[offer], hold=30, why="Said twice.")
    mo.carries("They offer eight.", into="C", sources=[ana.says("Eight?", leave=SUBSTANCE)], hold=60)
    mo.stops(Label(CARRIES, 2))
    mo.carries("Never.", into="B", sources=[ada.says("No.", leave=SUBSTANCE)], hold=10)
    ana.changes_leave(a(4), ONLY_IF)
    talks.waits(30)
    bo.opens(B1)
    mo.confirms(offer)
    mo.declares_met(only_if)
    ada.changes_leave(note, SUBSTANCE)
    bo.says("Five.", reply_to=B1)
    mo.speaks("Is that all?", into="B", reply_to=Label("B", 2))
    mo.announces("Noon.\nAll of us.")
    mo.carries("Wait?", into="A", form=CarryForm.IDEA, hold=600)
    assert ana.says("Nine frigates.", leave=VERBATIM, reply_to=note, key="1") == offer
    pages: list[object] = [person.page() for person in (*talks.heads, ada, talks.zed)]
    return [*pages, mo.page("A", "B", "C"), [mo.carry(Label(CARRIES, number)) for number in range(1, 5)]]


def write_everything(store: Store) -> None:
    """One of each thing that can be written."""
    store.append([Append(ROOM, said(a(7)))], at=NOON)
    store.hold(HELD)
    store.open_place(PlaceRow(RoomId("room C"), CaseId("case"), Mark("C")))
    store.keep_seat(seat())
    store.keep_credential(LINK)
    store.keep_draft(seat(), "A", DRAFT)
    store.keep_pending(PENDING)
    store.add_chunks(ROOM, PENDING.id, 0, [b"chunk"])
    store.keep_answer(seat(), "k", ANSWER)
