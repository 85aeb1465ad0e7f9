"""A sentence with something filled in that a page can still say in another language."""

from collections.abc import Callable


class Sentence(str):
    """The Chinese as it reads; ``msgid`` and ``values`` say it again elsewhere."""

    msgid: str
    values: dict[str, object]


def filled(msgid: str, /, **values: object) -> Sentence:
    """``filled("您填了 %(n)s 位", n=17)``."""
    text = Sentence(msgid % values if values else msgid)
    text.msgid, text.values = msgid, values
    return text


def spoken(text: str, translate: Callable[..., str]) -> str:
    return translate(text.msgid, **text.values) if isinstance(text, Sentence) else translate(text)


class Refusal(ValueError):
    """What somebody brought cannot be taken: a sentence for them."""

    def __init__(self, msgid: str, /, **values: object) -> None:
        self.sentence = filled(msgid, **values)
        super().__init__(str(self.sentence))
