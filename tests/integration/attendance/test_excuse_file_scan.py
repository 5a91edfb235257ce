"""What is taken as a file of an excuse, told by its bytes; the reader of PDFs is a process of its own."""

import io
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from services.attendance.adapters.file_scan import MagicScanner
from services.attendance.domain.errors import DomainError
from services.attendance.domain.excuse.errors import FileTypeRefused, FileUnsafe
from tests.fakes.papers import pdf

SCANNER = MagicScanner()


def picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(target, kind)
    return target.getvalue()


def heic() -> bytes:
    head = b"ftypheic" + bytes(4) + b"mif1heic"
    return (len(head) + 4).to_bytes(4, "big") + head + (16).to_bytes(4, "big") + b"mdat" + bytes(8)


def written(change: "PdfWriter") -> bytes:
    target = io.BytesIO()
    change.write(target)
    return target.getvalue()


def pdf_with(key: str, value: DictionaryObject) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.root_object[NameObject(key)] = writer._add_object(value)
    return written(writer)


def action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")})


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("run.js", "alert(1)")
    return target.getvalue()


async def refusal(content: bytes) -> DomainError:
    with pytest.raises((FileTypeRefused, FileUnsafe)) as refused:
        await SCANNER.content_type(content)
    return refused.value


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (heic(), "image/heic"),
        (pdf(), "application/pdf"),
        (pdf() + b"\r\n\0\0", "application/pdf"),
    ],
    ids=["jpeg", "png", "webp", "heic", "pdf", "pdf and empty lines"],
)
async def test_pictures_and_pdfs_are_told_by_their_bytes(content: bytes, content_type: str) -> None:
    assert await SCANNER.content_type(content) == content_type


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0" + bytes(200),
        b"<html><script>alert(1)</script></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"just some words",
        picture("GIF"),
        picture("TIFF"),
        archive(),
        b"\x7fELF" + bytes(200),
        b" " + pdf(),
    ],
    ids=["exe", "html", "svg", "text", "gif", "tiff", "zip", "elf", "pdf after a space"],
)
async def test_everything_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert isinstance(await refusal(content), FileTypeRefused | FileUnsafe)


# named here: what is drawn has the time in it, and workers that name tests differently run none
@pytest.mark.parametrize(
    "good",
    [picture("JPEG"), picture("PNG"), picture("WEBP"), heic(), pdf()],
    ids=["jpeg", "png", "webp", "heic", "pdf"],
)
@pytest.mark.parametrize(
    "more", [archive(), b"<script>alert(1)</script>", b"MZ" + bytes(100)], ids=["zip", "script", "exe"]
)
async def test_a_file_that_is_two_things_at_once_is_refused(good: bytes, more: bytes) -> None:
    assert await refusal(good + more) == FileUnsafe("two_things")


async def test_an_archive_whose_comment_ends_like_a_pdf_is_refused_too() -> None:
    target = io.BytesIO(pdf())
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr("run.js", "alert(1)")
        packed.comment = b"\n%%EOF\n"
    assert await refusal(target.getvalue()) == FileUnsafe("two_things")


async def test_a_pdf_that_is_locked_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="AES-256")
    assert await refusal(written(writer)) == FileUnsafe("encrypted")


@pytest.mark.parametrize("kind", ["/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE"])
async def test_a_pdf_that_does_something_when_it_is_opened_is_refused(kind: str) -> None:
    assert await refusal(pdf_with("/OpenAction", action(kind))) == FileUnsafe("active")


async def test_what_no_page_leads_to_is_looked_at_as_well() -> None:
    assert await refusal(pdf_with("/Unreferenced", action("/Launch"))) == FileUnsafe("active")


async def test_a_name_that_stands_in_an_object_of_its_own_hides_nothing() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    hidden = writer._add_object(NameObject("/Launch"))
    launching = DictionaryObject({NameObject("/S"): hidden, NameObject("/F"): TextStringObject("calc.exe")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(launching)
    assert await refusal(written(writer)) == FileUnsafe("active")


async def test_a_pdf_that_carries_another_file_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_attachment("run.js", b"alert(1)")
    assert await refusal(written(writer)) == FileUnsafe("active")


async def test_a_pdf_that_jumps_to_its_first_page_when_it_is_opened_is_taken() -> None:
    jump = DictionaryObject({NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): TextStringObject("first")})
    assert await SCANNER.content_type(pdf_with("/OpenAction", jump)) == "application/pdf"


@pytest.mark.parametrize("cut", [20, 200, 500])
async def test_a_damaged_pdf_is_refused_and_breaks_nothing(cut: int) -> None:
    whole = pdf()
    assert await refusal(whole[:cut] + b"\n%%EOF") == FileUnsafe("unreadable")
    assert await SCANNER.content_type(whole) == "application/pdf"


def packed_pdf(padding_mib: int) -> bytes:
    """Its objects in a packed stream, and so many MiB of nothing behind them, which pack to a thousandth."""
    objects = (b"<</Type/Catalog/Pages 4 0 R>>", b"<</Type/Pages/Kids[5 0 R]/Count 1>>", b"<</Type/Page/Parent 4 0 R>>")
    starts = [sum(len(one) + 1 for one in objects[:number]) for number in range(3)]
    head = b" ".join(b"%d %d" % pair for pair in zip((2, 4, 5), starts, strict=True)) + b" "
    packer = zlib.compressobj(9)
    packed = packer.compress(head + b" ".join(objects))
    packed += b"".join(packer.compress(bytes(2**20)) for _ in range(padding_mib)) + packer.flush()
    body = (
        b"%%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
    )
    body %= (len(head), len(packed), packed)
    at = len(body)
    entries = [(0, 0, 255), (1, 9, 0), (2, 1, 0), (1, at, 0), (2, 1, 1), (2, 1, 2)]
    index = b"".join(bytes([kind]) + where.to_bytes(4, "big") + bytes([number]) for kind, where, number in entries)
    body += b"3 0 obj\n<</Type/XRef/Size 6/W[1 4 1]/Root 2 0 R/Length 36>>stream\n" + index + b"\nendstream endobj\n"
    return body + b"startxref\n%d\n%%%%EOF\n" % at


async def test_a_pdf_that_unpacks_to_gigabytes_is_refused_within_its_limits() -> None:
    assert await SCANNER.content_type(packed_pdf(1)) == "application/pdf"
    bomb = packed_pdf(300)
    assert len(bomb) < 5 * 2**20
    assert await refusal(bomb) == FileUnsafe("unreadable")
