"""What others wrote, on a line of a terminal: it steers nothing and begins no line of its own."""


def plain(text: str) -> str:
    """The text with a question mark for each sign that cannot be seen; it may be hostile."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
