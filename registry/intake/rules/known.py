"""What a rule of registration may look at, and what such a rule is."""

from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct

from registry.model.decision import PublicDecision
from registry.model.endpoint import EndpointResult
from registry.model.hold import Hold
from registry.model.parties import Authority, Centre
from registry.model.product import Approval, Product
from registry.model.programme import Lineage, Programme
from registry.model.registration import Draft
from registry.model.transparency import Cost
from registry.model.wishes import KeyRequest


class Published(Struct, frozen=True):
    """What the latest snapshot says of the draft's programme, and the next release date."""

    next_release: date
    decisions: tuple[PublicDecision, ...] = ()
    silent: bool = False


class Known(Struct, frozen=True):
    """What is registered among the things a draft names. Missing ids are simply absent.

    `accepted` counts the sponsor's own programme's patients, looked up where its status changes.
    `holds` are those of the named programme's lineage, `published` what is public of it; both are
    looked up for holds only, like the day of the last entry in the ledger, and `key_requests` for
    wishes only. `costs` are those of the named programme, looked up for costs only.
    """

    sponsor_id: str
    synthetic: bool
    received_on: date
    products: dict[str, Product]
    centres: dict[str, Centre]
    authorities: dict[str, Authority]
    programmes: dict[str, Programme]
    results: dict[str, EndpointResult]
    accepted: int = 0
    holds: tuple[Hold, ...] = ()
    published: Published | None = None
    last_act_on: date | None = None
    key_requests: tuple[KeyRequest, ...] = ()
    lineages: dict[str, Lineage] = {}
    approvals: dict[str, Approval] = {}
    costs: tuple[Cost, ...] = ()

    def lineage_of(self, product_id: str) -> str:
        """The family of a product; its own id where no curator joined it to another."""
        found = self.lineages.get(product_id)
        return found.lineage if found else product_id


class DraftRule(Struct, frozen=True):
    """A rule of registration: id, one plain sentence, what to do, and a pure function."""

    id: str
    sentence: str
    remedy: str
    check: Callable[[Draft, Known], Iterator[str]]
