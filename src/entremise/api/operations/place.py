"""The seat's own place."""

from typing import Final

from entremise.api.operations.calls import Call, Operation, Result
from entremise.api.schema import PlaceOut, RoomOut
from entremise.services.acts import load_desk, room_opened


def place(call: Call) -> Result:
    """The seat's own place, and the case's terms as told there."""
    seat = call.seat
    if seat.at_desk:
        desk = load_desk(call.parts.store, seat.place)
        terms, title, party = desk.opened.terms, desk.opened.terms.codename, None
        rooms = [RoomOut(room.mark, room.party) for room in desk.opened.rooms]
    else:
        room = room_opened(call.parts.store, seat.place)
        terms, title, party, rooms = room.terms, room.title, room.party, None
    return 200, PlaceOut(
        place=seat.mark or "desk",
        role=seat.role,
        party=party,
        title=title,
        codename=terms.codename,
        regime=terms.regime,
        fact_of_talks_confidential=terms.fact_confidential,
        mediator=terms.mediator,
        city=terms.city,
        zone=terms.zone,
        note=terms.note,
        rooms=rooms,
    )


PLACE: Final = (Operation(method="GET", path="/place", does=place, gives=PlaceOut, says="The seat's own place"),)
