"""A sponsor's hold on interim efficacy, and how it stands beside the decisions it touches."""

from datetime import date

from msgspec import Struct

from registry.model.codes import HoldReason

LONGEST_HOLD_MONTHS = 12


class Hold(Struct, frozen=True, forbid_unknown_fields=True):
    """A public request to wait with interim efficacy of a programme, once per lineage.

    It begins on the day it was asked for; from `until` on nothing is held any more.
    """

    id: str
    programme_id: str
    sponsor_id: str
    reason: HoldReason
    asked_on: date
    until: date


class PublicHold(Struct, frozen=True, forbid_unknown_fields=True):
    """Who asked to wait, why, and the release date from which nothing is held any more."""

    sponsor_id: str
    reason: HoldReason
    asked_on: date
    until: date
