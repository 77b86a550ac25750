"""A seat's own place: the desk or a room."""

from django.http import HttpRequest, HttpResponse

from entremise.domain.rooms import Seat
from entremise.services import notices
from entremise.services.ports import Parts
from entremise.web.views import desk, room
from entremise.web.views.common import seated


@seated("GET", "HEAD")
def place(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    # Before it is read: what comes in between is still news.
    notices.look(parts, seat)
    return desk.show(request, parts, seat) if seat.at_desk else room.show(request, parts, seat)
