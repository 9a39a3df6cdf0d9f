"""A file of a person as a form: a spreadsheet of XLSForm, or our own JSON."""

from __future__ import annotations

from pathlib import Path

from app.form.exchange import form_file, xlsform
from app.form.exchange.xlsform import Imported
from app.model.errors import Refused
from app.sheet import decode

BOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})


def read(data: bytes, name: str) -> Imported:
    """The form in a file, by its name; spreadsheets are decoded in a child process."""
    suffix = Path(name).suffix.lower()
    if suffix in BOOKS:
        return xlsform.form_of(decode.decode_book(data, decode.child()), Path(name).stem)
    if suffix == ".json":
        return Imported(form_file.read(data), ())
    raise Refused("bad_file", "A form is read from XLSX, XLS or JSON")


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is old or new, never half."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(
            "invalid", "{file} cannot be written: {why}", file=path, why=error.strerror
        ) from error
