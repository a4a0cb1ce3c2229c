"""The bytes of a study record, read module by module: one that cannot be read hides no other."""

from typing import Any

import msgspec
from msgspec import Struct

from registry.errors import DataError
from registry.intake.importers.trial_study import Protocol, Results, StudyRecord

SECTIONS: dict[str, type[Struct]] = {"protocolSection": Protocol, "resultsSection": Results}
WHAT_TO_DO = "Download the study as JSON from the register's API, version 2."


def read_record(content: bytes) -> tuple[StudyRecord, tuple[str, ...]]:
    """The record, and the register's names of the modules that could not be read.

    DataError where the bytes are no JSON or name no study by its NCT number.
    """
    try:
        told = filled(msgspec.json.decode(content))
        unread = tuple(name for section in SECTIONS for name in emptied(told, section))
        return msgspec.convert(told, StudyRecord, strict=False), unread
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise DataError(
            f"This is no study record of ClinicalTrials.gov: {fault}.", WHAT_TO_DO
        ) from None


def filled(told: Any) -> Any:
    """The same without nulls, which tell nothing, and with every number as text."""
    if isinstance(told, dict):
        return {name: filled(value) for name, value in told.items() if value is not None}
    if isinstance(told, list):
        return [filled(value) for value in told if value is not None]
    return str(told) if type(told) in (int, float) else told


def emptied(told: Any, section: str) -> list[str]:
    """Empty what cannot be read of a section, in place; the NCT number stays."""
    modules = told.get(section, {}) if isinstance(told, dict) else {}
    if not isinstance(modules, dict):
        del told[section]
        return [section]
    unread = [
        field.encode_name
        for field in msgspec.structs.fields(SECTIONS[section])
        if not readable(modules.get(field.encode_name, {}), field.type)
    ]
    for name in unread:
        module = modules.get(name)
        nct = module.get("nctId") if isinstance(module, dict) else None
        modules[name] = {} if nct is None else {"nctId": nct}
    return unread


def readable(module: Any, shape: Any) -> bool:
    """Whether a module has the shape this house reads."""
    try:
        msgspec.convert(module, shape, strict=False)
    except msgspec.ValidationError:
        return False
    return True
