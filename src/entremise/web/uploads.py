"""Files that come with a form: sealed piece by piece as they are read, and never written to a folder.

A view that takes one says so (`views.common.seated`); any other's is passed over unread.
"""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from entremise.domain.errors import Refusal
from entremise.domain.rooms import Seat
from entremise.services import documents
from entremise.services.documents import Attached, Receiving
from entremise.services.ports import Parts

FIELD: Final = "file"
"""The one field of a form that a file is taken from."""


class Unasked(FileUploadHandler):
    """Passes over a file that no view asked for."""

    def new_file(self, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":  # noqa: ARG002
        return None


class Sealing(FileUploadHandler):
    """Gives the form's file to the services as it comes."""

    def __init__(self, request: HttpRequest, parts: Parts, seat: Seat) -> None:
        super().__init__(request)
        self._parts, self._seat = parts, seat
        self._receiving: Receiving | None = None
        self.attached: Attached | None = None
        """The file, once it has come whole."""
        self.refusal: Refusal | None = None
        """Why it was not taken."""

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 – Django's
        super().new_file(field_name, file_name, *args, **kwargs)
        if field_name != FIELD or self.attached is not None or self.refusal is not None:
            raise SkipFile
        receiving = documents.receive(self._parts, self._seat, file_name)
        if isinstance(receiving, Refusal):
            self.refusal = receiving
            raise SkipFile
        self._receiving = receiving

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        if self._receiving is not None:
            self.refusal = self._receiving.take(bytes(raw_data))
            if self.refusal is not None:
                self._receiving = None
                raise SkipFile
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":  # noqa: ARG002
        if self._receiving is not None:
            ended = self._receiving.end()
            self._receiving = None
            if isinstance(ended, Refusal):
                self.refusal = ended
            else:
                self.attached = ended
        return None

    def upload_interrupted(self) -> None:
        if self._receiving is not None:
            self._receiving.give_up()
            self._receiving = None


def taken(request: HttpRequest) -> Sealing | None:
    """What became of the form's file, once the form is read; None where the view takes none."""
    return next((handler for handler in request.upload_handlers if isinstance(handler, Sealing)), None)
