"""Reading a page as a browser would: its forms with what they would send, and its words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str | None]
VOID = frozenset({"input", "meta", "link", "br", "img", "hr"})
INLINE = frozenset({"a", "b", "bdi", "i", "mark", "span", "strong", "time", "small"})
"""Elements that do not end a line."""
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-start", "data-ten", "data-end", "data-said")
"""Attributes whose values people read or hear."""


@dataclass
class Element:
    """An element, what stands in it, and the text at its own level."""

    tag: str
    attributes: Attributes
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    """Its text and its descendants', in order."""

    def get(self, name: str) -> str:
        """An attribute's value; empty if it is not there."""
        return self.attributes.get(name) or ""

    def has(self, name: str) -> bool:
        return name in self.attributes

    @property
    def text(self) -> str:
        """Its words, with single spaces."""
        return " ".join("".join(self.pieces).split())

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    def all(self, wanted: Callable[["Element"], bool]) -> list["Element"]:
        """Those within it that are wanted, in the page's order."""
        found: list[Element] = []
        for child in self.children:
            if wanted(child):
                found.append(child)
            found += child.all(wanted)
        return found

    def tags(self, *names: str) -> list["Element"]:
        return self.all(lambda element: element.tag in names)


class Page(HTMLParser):
    """A page, parsed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = self.root
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self._open)
        self._open.children.append(element)
        self._break(tag)
        if tag not in VOID:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        at: Element | None = self._open
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self._open = at.parent

    def handle_data(self, data: str) -> None:
        at: Element | None = self._open
        while at is not None:
            at.pieces.append(data)
            at = at.parent

    def _break(self, tag: str) -> None:
        if tag not in INLINE and self._open.tag not in {"textarea", "option"}:
            self.handle_data(" ")

    @property
    def text(self) -> str:
        """All words of the page's body."""
        return self.root.tags("body")[0].text

    def ids(self) -> list[str]:
        return [element.get("id") for element in self.root.all(lambda element: element.has("id"))]

    def id(self, name: str) -> Element:
        """The element with this id. Raises AssertionError if there is none, or several."""
        found = self.root.all(lambda element: element.get("id") == name)
        assert len(found) == 1, f"{len(found)} elements have the id {name!r}"
        return found[0]

    def of_class(self, name: str) -> list[Element]:
        return self.root.all(lambda element: name in element.classes)

    def spoken(self) -> list[str]:
        """What people read or hear: each element's own words, and those of its attributes."""
        found = [element.text for element in self.root.tags("title")]
        for element in self.root.all(lambda element: element.tag not in {"script", "style"}):
            found.append(element.text)
            found += [" ".join(element.get(name).split()) for name in SPOKEN if element.get(name)]
        return found

    def forms(self) -> list[Element]:
        return self.root.tags("form")

    def form_to(self, end: str) -> Element:
        """The one form whose address ends so."""
        found = [form for form in self.forms() if form.get("action").endswith(end)]
        assert len(found) == 1, f"{len(found)} forms go to …{end}"
        return found[0]


def fields(form: Element) -> dict[str, list[str]]:
    """What a browser would send, without a button."""
    sent: dict[str, list[str]] = {}
    for control in form.tags("input", "select", "textarea"):
        if control.get("name"):
            sent.setdefault(control.get("name"), []).extend(_values(control))
    return {name: values for name, values in sent.items() if values}


def buttons(form: Element) -> list[Element]:
    """What submits it, in order; Enter presses the first."""
    return [button for button in form.tags("button", "input") if button.get("type") in _SUBMITS[button.tag]]


_SUBMITS = {"button": {"", "submit"}, "input": {"submit", "image"}}


def _values(control: Element) -> list[str]:
    if control.tag == "textarea":
        return ["".join(control.pieces).removeprefix("\n")]
    if control.tag == "select":
        options = [option for option in control.tags("option") if not option.has("disabled")]
        chosen = [option for option in options if option.has("selected")] or options[:1]
        return [option.get("value") for option in chosen]
    if control.get("type") in {"radio", "checkbox"} and not control.has("checked"):
        return []
    return [control.get("value")]
