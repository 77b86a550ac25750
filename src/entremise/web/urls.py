"""Addresses. Nothing anyone wrote stands in one, and no secret but the one-time link."""

from django.urls import path

from entremise.web.views import access, desk, room
from entremise.web.views.place import place

urlpatterns = [
    path("", access.home, name="home"),
    path("language", access.language, name="language"),
    path("enter/<str:link>", access.enter, name="enter"),
    path("at/<str:seat>/", place, name="place"),
    path("at/<str:seat>/sign-out", access.sign_out, name="sign-out"),
    path("at/<str:seat>/write", room.write, name="write"),
    path("at/<str:seat>/entries/<str:label>/leave", room.leave, name="leave"),
    path("at/<str:seat>/entries/<str:label>/opened", room.opened, name="opened"),
    path("at/<str:seat>/quote", desk.quote, name="quote"),
    path("at/<str:seat>/corridor", desk.corridor, name="corridor"),
    path("at/<str:seat>/carries/<str:number>/stop", desk.stop, name="stop"),
    path("at/<str:seat>/entries/<str:label>/conveyed", desk.conveyed, name="conveyed"),
    path("at/<str:seat>/entries/<str:label>/met", desk.met, name="met"),
    path("at/<str:seat>/rooms/<str:mark>/", desk.room_at_desk, name="room-at-desk"),
    path("at/<str:seat>/rooms/<str:mark>/speak", desk.room_at_desk, name="speak"),
    path("at/<str:seat>/announce", desk.announce, name="announce"),
    # Answered at the edge, before Django; here so that pages can name it.
    path("at/<str:seat>/stream", access.absent, name="stream"),
]

handler400 = access.malformed
handler404 = access.absent
handler500 = access.failed
