"""Files people hand in: recognised by content, named harmlessly, served as downloads only."""

import hashlib
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User

from .models import StoredFile

HEAD = 8192
LONGEST_NAME = 120
MEGABYTE = 1024 * 1024
MOST_ZIP_MEMBERS = 5000


class FileRefusedError(Exception):
    """The file is not taken; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that is accepted."""

    extension: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("pdf", "application/pdf")
DOCX = FileType("docx", f"{_OFFICE}.wordprocessingml.document")
XLSX = FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet")
ODT = FileType("odt", "application/vnd.oasis.opendocument.text")
PNG = FileType("png", "image/png")
JPG = FileType("jpg", "image/jpeg")
ACCEPTED = (PDF, DOCX, XLSX, ODT, PNG, JPG)
ACCEPT_ATTRIBUTE = ",".join(f".{kind.extension}" for kind in ACCEPTED)
_BY_MAGIC = {".pdf": PDF, ".png": PNG, ".jpg": JPG, ".jpeg": JPG, ".jfif": JPG}


def accepted_words() -> str:
    """Return the accepted types and the limit, for help under the field."""
    return _("%(types)s, up to %(size)s MB") % {
        "types": ", ".join(kind.extension.upper() for kind in ACCEPTED),
        "size": settings.UPLOAD_MAX_MB,
    }


@transaction.atomic
def store_upload(*, upload: UploadedFile[Any], user: User) -> StoredFile:
    """Keep a file as it came. Its type is what the content says, whatever it calls itself.

    Raises FileRefusedError for what is empty, too large, or of a type that is not accepted.
    """
    kind = accepted_type(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    stored = StoredFile(
        name=harmless_name(upload.name or "", kind),
        media_type=kind.media_type,
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        uploaded_by=user,
    )
    stored.file.save(stored.name, upload, save=False)
    stored.save()
    return stored


def accepted_type(upload: UploadedFile[Any]) -> FileType:
    """Return the type of a file that may be kept; FileRefusedError says why another may not."""
    size = upload.size or 0
    if size == 0:
        raise FileRefusedError(_("The file is empty."))
    if size > settings.UPLOAD_MAX_MB * MEGABYTE:
        raise FileRefusedError(
            _("The file is larger than %(size)s MB.") % {"size": settings.UPLOAD_MAX_MB}
        )
    kind = sniff(cast("BinaryIO", upload))
    if kind is None:
        raise FileRefusedError(
            _("This type of file is not accepted. Accepted are: %(types)s.")
            % {"types": accepted_words()}
        )
    return kind


def sniff(file: BinaryIO) -> FileType | None:
    """Return the accepted type that the content is of, or None."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"PK"):
        return _office_type(file)
    try:
        found = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return None
    return _BY_MAGIC.get(found.lower())


def _office_type(file: BinaryIO) -> FileType | None:
    """Tell office documents apart by what their archive holds; nothing is unpacked.

    A document with macros is refused: nobody needs one in a dossier.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = {info.filename for info in archive.infolist()[:MOST_ZIP_MEMBERS]}
            odt = "mimetype" in names and _declared_type(archive) == ODT.media_type
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    if odt:
        return ODT
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _declared_type(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as member:
        return member.read(100).decode("ascii", "replace").strip()


def harmless_name(name: str, kind: FileType) -> str:
    """Return the name without folders, control signs and tricks, with the extension it earned."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = "".join(
        char for char in base if unicodedata.category(char)[0] != "C" and char not in '<>:"/|?*;%'
    )
    stem = kept.strip(" .").rsplit(".", 1)[0] if "." in kept.strip(" .") else kept.strip(" .")
    return f"{stem[:LONGEST_NAME].strip(' .') or _('file')}.{kind.extension}"


def download(stored: StoredFile) -> FileResponse:
    """Return the file as a download that no browser runs or shows inside our pages."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
