"""Efficacy by its definition, member by member and group by group: what the columns must equal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from registry.model.outcomes import Outcome, primary_endpoints
from registry.model.sealed import SEVERAL, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import accepted_in, nothing_open
from registry.views.cohort import BLURRING, Dimension, Filter, Member, Standing, members, standing
from registry.views.cohort_rows import LeftOut, NotIncluded
from registry.views.figures import Reason, ReasonCount, Withheld
from registry.views.names import names_of

Key = tuple[str | None, ...]


class Plain(Struct):
    """A member that a filter leaves in, asked one question."""

    member: Member
    answer: str | None
    blurred: tuple[Dimension, ...]

    @property
    def counts(self) -> bool:
        is_remainder = len(self.member.programmes) > 1
        return not is_remainder or (self.answer is not None and not self.blurred)

    def touches(self, by: Sequence[Dimension], key: Key) -> bool:
        values, parts = self.member.values, self.member.parts
        for dim, wanted in zip(by, key, strict=True):
            if self.member.shown is None:
                belongs = values[dim] in (None, wanted)
            else:
                several = values[dim] == SEVERAL
                belongs = values[dim] == wanted or (wanted is None and not self.counts)
                belongs |= several and wanted in {None, *parts.get(dim, {wanted})}
            if not belongs:
                return False
        return True

    def own_key(self, by: Iterable[Dimension]) -> Key:
        return tuple(None if dim in self.blurred else self.member.values[dim] for dim in by)

    def hidden(self, by: Sequence[Dimension], key: Key) -> tuple[Dimension, ...]:
        values = self.member.values
        several = {d for d, value in zip(by, key, strict=True) if values[d] == SEVERAL != value}
        apart = () if self.answer is not None else (Dimension.PROGRAMME,)
        return tuple(sorted({*self.blurred, *several, *apart}))


class Row(Struct):
    """What a row says, in plain numbers."""

    keys: Key
    timing: str
    outcome: str
    synthetic: bool
    programmes: list[str]
    groups: int
    forming: int
    accepted: int | None
    why_unopened: Reason | None
    infused: tuple[int, int, int] | None
    funnel_opens_on: date | None
    not_infused: tuple[ReasonCount, ...]
    counted: tuple[int, int] | None
    no_success: tuple[ReasonCount, ...]
    not_included: NotIncluded | None
    left_out: tuple[LeftOut, ...]


def asked(snapshot: Snapshot, where: Filter) -> list[tuple[Outcome, Plain]]:
    found = []
    for member in members(snapshot, names_of(snapshot)):
        how = {dim: standing(dim, member.value(dim), some) for dim, some in where.items()}
        blurred = tuple(dim for dim in where if how[dim] is Standing.BLURRED)
        if Standing.OUT not in how.values():
            found += [(q, Plain(member, answer, blurred)) for q, answer in questions(member)]
    return found


def questions(member: Member) -> list[tuple[Outcome, str | None]]:
    each = [primary_endpoints(row.programme) for row in member.programmes]
    if len(each) == 1:
        return [(outcome, endpoint) for outcome, endpoint in each[0]]
    by_id = [{outcome.id: outcome for outcome, _ in some} for some in each]
    known = {id: outcome for some in by_id for id, outcome in some.items()}
    return [(q, id if all(id in some for some in by_id) else None) for id, q in known.items()]


def plain_efficacy(snapshot: Snapshot, by: Sequence[Dimension], where: Filter) -> list[Row]:
    """The rows in order of their keys."""
    sharp = [dim for dim in by if dim not in BLURRING]
    strands: dict[tuple[object, ...], list[Plain]] = {}
    outcomes: dict[tuple[object, ...], Outcome] = {}
    everybody = asked(snapshot, where)

    def strand_of(outcome: Outcome, plain: Plain) -> tuple[object, ...]:
        member = plain.member
        own = tuple(member.values[dim] for dim in sharp)
        name = (outcome.id, member.timing, member.synthetic, own)
        outcomes.setdefault(name, outcome)
        return name

    for outcome, plain in everybody:
        if plain.counts:
            strands.setdefault(strand_of(outcome, plain), []).append(plain)
    keys = {name: keys_of(some, by) for name, some in strands.items()}
    remainders = [(o, p) for o, p in everybody if len(p.member.programmes) > 1]
    untold = [(o, p) for o, p in remainders if not p.counts and not is_told(o, p, keys, by)]
    for outcome, plain in untold:
        name = strand_of(outcome, plain)
        strands.setdefault(name, []).append(plain)
        keys.setdefault(name, {})[plain.own_key(by)] = None
    rows = []
    for name, mine in strands.items():
        beside = [
            plain
            for outcome, plain in remainders
            if alike(name, outcome, plain)
            and not any(plain is other for other in mine)
            and plain.touches(sharp, name[3])  # type: ignore[arg-type]
        ]
        rows += [row_of(outcomes[name], key, [*mine, *beside], by) for key in keys[name]]
    return sorted(rows, key=lambda row: (str(row.keys), row.timing, row.outcome, row.synthetic))


def alike(name: tuple[object, ...], outcome: Outcome, plain: Plain) -> bool:
    return name[:3] == (outcome.id, plain.member.timing, plain.member.synthetic)


def is_told(
    outcome: Outcome,
    plain: Plain,
    keys: Mapping[tuple[object, ...], Mapping[Key, None]],
    by: Sequence[Dimension],
) -> bool:
    same = [key for name, some in keys.items() if alike(name, outcome, plain) for key in some]
    return any(plain.touches(by, key) for key in same)


def keys_of(some: Sequence[Plain], by: Sequence[Dimension]) -> dict[Key, None]:
    whole = (plain for plain in some if plain.member.shown is not None and not plain.blurred)
    keys = dict.fromkeys(plain.own_key(by) for plain in whole)
    for plain in some:
        if not any(plain.touches(by, key) for key in keys):
            keys[plain.own_key(by)] = None
    return keys


def row_of(outcome: Outcome, key: Key, some: Sequence[Plain], by: Sequence[Dimension]) -> Row:
    touching = [plain for plain in some if plain.touches(by, key)]
    hidden = [plain.hidden(by, key) for plain in touching]
    spanning: dict[tuple[Dimension, ...], list[SealedGroup]] = {}
    groups: list[tuple[SealedGroup, str | None]] = []
    inside: dict[str, PublicProgramme] = {}
    for plain, dims in zip(touching, hidden, strict=True):
        shown = plain.member.shown
        if shown is not None and dims:
            spanning.setdefault(dims, []).append(shown)
        elif shown is not None:
            groups.append((shown, plain.answer))
        if not dims or len(plain.member.programmes) == 1:
            inside |= {row.programme.id: row for row in plain.member.programmes}
    waiting = [plain.member for plain in touching if plain.member.shown is None]
    open_groups = [group for group, _ in groups]
    counts = [(g, c) for g, id in groups for c in g.endpoints if c.endpoint_id == id]
    funnels = [group for group in open_groups if group.funnel is not None]
    newer = len(open_groups) - len(counts)
    counted = accepted_in([group for group, _ in counts])
    first = touching[0].member
    return Row(
        key,
        first.timing,
        outcome.id,
        first.synthetic,
        sorted(inside),
        len(open_groups),
        sum(member.group is not None for member in waiting),
        accepted_in(open_groups) if open_groups else None,
        None if open_groups else why_unopened(waiting),
        infused(funnels) if funnels else None,
        None
        if funnels
        else min((g.funnel_opens_on for g in open_groups if g.funnel_opens_on), default=None),
        together([g.funnel.not_infused for g in funnels if g.funnel]),
        (len(counts), sum(c.success for _, c in counts)) if counts else None,
        together([c.no_success for _, c in counts]),
        NotIncluded(newer, accepted_in(open_groups) - counted) if newer else None,
        tuple(LeftOut(d, len(g), accepted_in(g)) for d, g in sorted(spanning.items())),
    )


def infused(funnels: Sequence[SealedGroup]) -> tuple[int, int, int]:
    number = sum(group.funnel.infused for group in funnels if group.funnel)
    return len(funnels), accepted_in(funnels), number


def together(parts: Sequence[Mapping[str, int]]) -> tuple[ReasonCount, ...]:
    names = sorted({name for part in parts for name in part})
    return tuple(ReasonCount(name, sum(part.get(name, 0) for part in parts)) for name in names)


def why_unopened(waiting: Sequence[Member]) -> Reason:
    forming = sum(member.group is not None for member in waiting)
    rows = [row for member in waiting for row in member.programmes]
    reasons: list[Withheld] = [nothing_open(row, forming) for row in rows]
    order = (Reason.SEALED, Reason.FEWER_THAN_11, Reason.NOT_RECEIVED)
    found = {reason.reason for reason in reasons}
    return next((reason for reason in order if reason in found), Reason.SPANS)
