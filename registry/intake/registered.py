"""The public leaf of a programme, from what is public of it alone."""

from registry.log.leaves import RegistrationLeaf
from registry.model.endpoint import locked_digest
from registry.model.programme import Programme


def registration_leaf(programme: Programme) -> RegistrationLeaf:
    """A programme as it was first registered."""
    return RegistrationLeaf(
        programme.id,
        programme.route.value,
        programme.registered_on,
        locked_digest(programme.endpoints),
        programme.planned_patients,
        programme.planned_end,
        programme.longest_wait_days,
    )
