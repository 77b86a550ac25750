"""A place's keys: who holds them, new ones, a room closed to the host, a room or the case destroyed."""

from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, done
from entremise.api.schema import DoneOut
from entremise.api.schema.keys import CertificateOut, DestroyIn, KeyholderOut, KeysOut
from entremise.services import keeping
from entremise.services.keeping import Certificate


def keys(call: Call) -> Result:
    """The keys of the seat's own place, and who holds them."""
    page = keeping.keys_page(call.parts, call.seat)
    held = [
        KeyholderOut(seat=one.seat, role=one.role, name=one.name, fingerprint=one.fingerprint, own=one.own)
        for one in page.kept_by
    ]
    certificates = [_certificate(one) for one in page.certificates]
    return 200, KeysOut(closed=page.closed, epoch=page.epoch, held_by=held, certificates=certificates)


def rotate(call: Call) -> Result:
    """Draw a new key for what is written in the seat's place from now on."""
    return done(keeping.rotate(call.parts, call.seat, key=call.key))


def close(call: Call) -> Result:
    """Close the room to the host; 409 unless somebody with a passphrase is in it, and in each room within it."""
    return done(keeping.close_room(call.parts, call.seat, key=call.key))


def reopen(call: Call) -> Result:
    """Open the room to the host again; 409 unless the seat's own passphrase opens it."""
    return done(keeping.reopen_room(call.parts, call.seat, key=call.key))


def destroy(call: Call) -> Result:
    """Destroy a room with all within it, or the case with the program's own seat; the certificate.

    It cannot be undone. Of a room that is destroyed, the certificate is given again.
    """
    asked: DestroyIn = call.body
    certificate = keeping.destroy(call.parts, call.seat, asked.what, codename=asked.codename)
    return (200, _certificate(certificate)) if isinstance(certificate, Certificate) else certificate


KEYS: Final = (
    Operation(method="GET", path="/keys", does=keys, gives=KeysOut, says="The keys of the seat's own place"),
    Operation(method="POST", path="/keys/rotate", does=rotate, gives=DoneOut, says="Draw a new key"),
    Operation(
        method="POST", path="/keys/close", does=close, gives=DoneOut, desk=False, says="Close the room to the host"
    ),
    Operation(
        method="POST",
        path="/keys/reopen",
        does=reopen,
        gives=DoneOut,
        desk=False,
        says="Open the room to the host again",
    ),
    Operation(
        method="POST",
        path="/destroy",
        does=destroy,
        takes=DestroyIn,
        gives=CertificateOut,
        desk=True,
        says="Destroy a room or the case",
    ),
)


def _certificate(certificate: Certificate) -> CertificateOut:
    return CertificateOut(at=certificate.at, room=certificate.mark, text=certificate.text)
