"""How the model's names are written on the surfaces."""


def camel(name: str) -> str:
    """accepted_month is written acceptedMonth in GraphQL and in the places findings name."""
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)
