"""Read a rendered page the way a test needs it."""

from html.parser import HTMLParser


class Tags(HTMLParser):
    """Every start tag with its attributes, and each tagged number with its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.numbers: list[tuple[dict[str, str | None], str]] = []
        self.text: list[str] = []
        self._open: list[int] = []
        self._skip = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._skip += 1
        if tag == "span":
            tracked = "data-kpi" in dict(attrs) or "data-claim" in dict(attrs)
            if tracked:
                self.numbers.append((dict(attrs), ""))
            self._open.append(len(self.numbers) - 1 if tracked else -1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._skip -= 1
        if tag == "span":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text.append(data)
        for index in self._open:
            if index >= 0:
                attributes, text = self.numbers[index]
                self.numbers[index] = (attributes, text + data)
