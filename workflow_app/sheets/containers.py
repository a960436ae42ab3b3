"""The outside of the file: what it really is, and whether unpacking it is safe.

Everything here looks at content, never at the name of the file.
"""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .limits import MEGABYTE, Limits
from .refusals import SheetRefused

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK = 256 * 1024
_LOCAL_HEADER = 30
_RATIO_FLOOR = MEGABYTE
_ENCRYPTED_FLAG = 0x1
_UTF16 = "utf-16-le"
_HEAD = 4096


def read_all(source: str | os.PathLike[str] | IO[bytes], limits: Limits) -> bytes:
    """Return the bytes of a file; a large one is refused by its size, before it is read."""
    if isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            return read_all(file, limits)
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    if size > limits.file_bytes:
        raise SheetRefused(
            _(
                "The file has %(size)s MB; at most %(limit)s MB are read. Remove pictures and "
                "unused sheets, or copy the plan into a new workbook."
            )
            % {"size": -(-size // MEGABYTE), "limit": limits.file_bytes // MEGABYTE}
        )
    return source.read(limits.file_bytes + 1)


def open_package(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open an .xlsx as its zip container, or say what the file is instead."""
    _refuse_other_files(data)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SheetRefused(damaged()) from error
    _refuse_other_packages(package)
    _refuse_bombs(package, limits)
    return package


def unpack(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part piece by piece; a part larger than it declares is refused.

    The zip module trusts the declared size and stops there; other readers do not, so a lie in
    the directory would pass here and explode later.
    """
    start = entry.header_offset + _LOCAL_HEADER
    header = data[entry.header_offset : start]
    start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[start : start + entry.compress_size]
    if header[:4] != b"PK\x03\x04" or len(packed) != entry.compress_size:
        raise SheetRefused(damaged())
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise SheetRefused(damaged())
    left, unpacker = entry.file_size, zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while piece := unpacker.decompress(packed, _CHUNK):
            left -= len(piece)
            if left < 0:
                raise SheetRefused(bomb())
            yield piece
            packed = unpacker.unconsumed_tail
    except zlib.error as error:
        raise SheetRefused(damaged()) from error


def damaged() -> str:
    """Return the sentence for a file that is broken."""
    return _(
        "The file is damaged and cannot be read. Open it in Excel, save it again as .xlsx and "
        "send that."
    )


def bomb() -> str:
    """Return the sentence for a file that unpacks to far more than it seems."""
    return _(
        "The file unpacks to far more than a plan can hold, so it is not opened. Copy the plan "
        "into a new workbook."
    )


def _refuse_other_files(data: bytes) -> None:
    if not data:
        raise SheetRefused(_("The file is empty."))
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(_OLE):
        raise SheetRefused(_ole(data))
    kind, convertible = _kind(data[:_HEAD])
    if convertible:
        raise SheetRefused(
            _(
                "This file is %(kind)s, not an Excel workbook. Open it in Excel, choose “Save as” "
                "and the type “Excel Workbook (.xlsx)”, and send that."
            )
            % {"kind": kind}
        )
    raise SheetRefused(
        _("This file is %(kind)s, not an Excel workbook. Send the plan as an .xlsx file.")
        % {"kind": kind}
    )


def _ole(data: bytes) -> str:
    if "EncryptedPackage".encode(_UTF16) in data:
        return _(
            "The workbook is protected by a password. Open it in Excel, remove the password "
            "(File, Info, Protect Workbook), save and send it again."
        )
    if "WordDocument".encode(_UTF16) in data:
        return _(
            "This file is %(kind)s, not an Excel workbook. Send the plan as an .xlsx file."
        ) % {"kind": _("a Word document")}
    return _(
        "This is the old Excel format (.xls). Open it in Excel, choose “Save as” and the type "
        "“Excel Workbook (.xlsx)”, and send that."
    )


def _kind(head: bytes) -> tuple[str, bool]:
    """Name what begins so, and say whether Excel can open it."""
    known: tuple[tuple[tuple[bytes, ...], str], ...] = (
        ((b"%PDF",), _("a PDF document")),
        (
            (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\0", b"MM\0*"),
            _("a picture"),
        ),
        ((b"{\\rtf",), _("a Word document")),
        ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK"), _("a compressed archive")),
    )
    for beginnings, name in known:
        if head.startswith(beginnings):
            return name, False
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype", b"<table")):
        return _("a web page"), True
    if text.startswith(b"<?xml"):
        return _("an XML file"), True
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head:
        return _("a text or CSV file"), True
    return _("of an unknown kind"), False


def _refuse_other_packages(package: zipfile.ZipFile) -> None:
    names = {name.lower() for name in package.namelist()}
    if "[content_types].xml" in names and "xl/workbook.xml" in names:
        if any(name.endswith("vbaproject.bin") for name in names):
            raise SheetRefused(
                _(
                    "The workbook contains macros, which are not accepted. Save it as “Excel "
                    "Workbook (.xlsx)” without macros and send that."
                )
            )
        return
    for marker, kind in (
        ("word/document.xml", _("a Word document")),
        ("ppt/presentation.xml", _("a presentation")),
    ):
        if marker in names:
            raise SheetRefused(
                _("This file is %(kind)s, not an Excel workbook. Send the plan as an .xlsx file.")
                % {"kind": kind}
            )
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise SheetRefused(
            _(
                "This file is %(kind)s, not an Excel workbook. Open it in Excel, choose “Save as” "
                "and the type “Excel Workbook (.xlsx)”, and send that."
            )
            % {"kind": _("a workbook of another format (.xlsb or .ods)")}
        )
    raise SheetRefused(
        _("This file is %(kind)s, not an Excel workbook. Send the plan as an .xlsx file.")
        % {"kind": _("a compressed archive")}
    )


def _refuse_bombs(package: zipfile.ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    names = {entry.filename.lower() for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise SheetRefused(bomb())
    if len(names) != len(entries):  # two parts of one name: readers disagree on which counts
        raise SheetRefused(damaged())
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise SheetRefused(damaged())
        large = entry.file_size > _RATIO_FLOOR
        if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise SheetRefused(bomb())
