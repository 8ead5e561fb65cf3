"""Opening a workbook somebody sent (打开上传的工作簿): bounded, nothing run, nothing fetched.

A workbook is a zip of XML. Before any of it is parsed its size, its parts and what they unpack
to are looked at; macros, links to other files and document types are refused by name, whatever
encoding or comment stands before them. Formulas are refused cell by cell by whoever reads the
sheet, so that all of them are told at once.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

from tongban.catalogue.workbooks.results import Unreadable

if TYPE_CHECKING:
    from openpyxl import Workbook

LARGEST = 20_000_000  # bytes of the file
UNPACKED = 200_000_000  # bytes of all its parts
PARTS = 2_000
SMALL = 100_000  # bytes; what a part of this size unpacks to harms nobody
RATIO = 200  # times a part may grow; a sheet of text grows about twenty times
SHEETS = 40
ROWS, COLUMNS = 200_000, 200
_REFUSED = (
    (re.compile(r"vbaProject\.bin$", re.IGNORECASE), "里面有宏,请另存为不带宏的 .xlsx"),
    (re.compile(r"^xl/externalLinks/", re.IGNORECASE), "里面链接到别的文件,请先断开链接(数据 → 编辑链接)"),
    (re.compile(r"^xl/(embeddings|activeX|ctrlProps)/", re.IGNORECASE), "里面嵌有别的对象,请先删去"),
    (re.compile(r"^xl/connections\.xml$", re.IGNORECASE), "里面有外部数据连接,请先删去"),
)  # fmt: skip
_BROKEN = (
    AttributeError, LookupError, ValueError, TypeError, OSError, SyntaxError, OverflowError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl raises, beside its own, for a workbook that is damaged or made up."""


@contextmanager
def opened(content: bytes) -> "Iterator[Workbook]":
    """Open a workbook for reading; raises Unreadable."""
    # openpyxl takes half a second to load: only whoever opens a workbook loads it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _looked_at(content)
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know (extensions, colours of drop-downs) is of no use here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except (InvalidFileException, *_BROKEN) as fault:
        raise Unreadable(f"不是一个可以读的 Excel 工作簿({type(fault).__name__})") from fault
    try:
        if len(book.sheetnames) > SHEETS:
            raise Unreadable(f"有 {len(book.sheetnames)} 张表,最多 {SHEETS} 张")
        yield book
    finally:
        book.close()


def numbered(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Go through a sheet's rows with their numbers; raises Unreadable where it breaks or is too long."""
    try:
        for no, row in enumerate(sheet.iter_rows(max_col=COLUMNS), 1):
            if no > ROWS:
                break
            yield no, row
        else:
            return
    except _BROKEN as fault:
        raise Unreadable(f"“{sheet.title}”表读不下去({type(fault).__name__})") from fault
    raise Unreadable(f"“{sheet.title}”表超过 {ROWS} 行")


def _looked_at(content: bytes) -> None:
    if len(content) > LARGEST:
        raise Unreadable(f"文件大于 {LARGEST // 1_000_000} MB,请分成几份")
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("是旧格式 .xls 或加了密码;请另存为不加密的 .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _parts(packed)
    except zipfile.BadZipFile:
        raise Unreadable("不是 Excel 工作簿(.xlsx)") from None


def _parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > PARTS:
        raise Unreadable(f"里面有 {len(parts)} 个部件,最多 {PARTS} 个")
    if sum(part.file_size for part in parts) > UNPACKED:
        raise Unreadable(f"展开后大于 {UNPACKED // 1_000_000} MB")
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable("加了密码,请先去掉密码")
        if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1):
            raise Unreadable(f"部件 {part.filename} 展开的倍数太大,不像是表格")
        for pattern, why in _REFUSED:
            if pattern.search(part.filename):
                raise Unreadable(why)
    for part in parts:
        with packed.open(part) as text:
            _prologue(text, part.filename)


class _BegunError(Exception):
    """The first element begins: a document type can stand only before it."""


def _prologue(text: IO[bytes], name: str) -> None:
    """Read a part up to its first element, as every reader of XML would; refuse a document type.

    Any part is looked at, since a sheet may be called anything; what is no XML is left to fail.
    """

    def refuse(*_: object) -> None:
        raise Unreadable(f"部件 {name} 带有文档类型声明,不读")

    def stop(*_: object) -> None:
        raise _BegunError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        while part := text.read(4096):
            parser.Parse(part)
    except (_BegunError, expat.ExpatError):
        return
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise Unreadable(f"部件 {name} 已损坏") from fault
