"""Nothing printed loses a letter: measured on the page as it is laid out, made smaller by one rule, or refused by name.

The rule, for every box of a paper that has a fixed size (`data-fits="name"` on it):
1. What is too long is wrapped, between words, and within a word that is longer than its line (the stylesheet's part).
2. If it is still too much, all that is in the box becomes smaller together, in steps of 5 %, down to 65 %. On a card
   that is from 5.6 points to 3.6, which a printer of 300 dots an inch still writes in fifteen rows of dots.
3. What does not fit then is refused, with the name of the box; nothing is cut off, and nothing is left out in silence.
Boxes without a fixed size go on to the next page. Wherever a letter would lie outside its page, or in a part of a box
that is not shown, or have no shape in any font of this machine, the paper is refused too.

This runs in the drawing process and knows no Django (see kit.drawing).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure.boxes import MarginBox, TextBox

SMALLEST, STEP = 0.65, 0.05
# Rounding of a layout engine, in CSS pixels (a quarter of a millimetre).
_SLACK = 1.0


class DoesNotFit(Exception):
    """Some boxes do not hold what is written in them, whatever is done."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True)
class Edge:
    """A rectangle in which letters must lie, in CSS pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Edge") -> bool:
        """Whether another one lies in it."""
        return (
            other.left >= self.left - _SLACK
            and other.top >= self.top - _SLACK
            and other.right <= self.right + _SLACK
            and other.bottom <= self.bottom + _SLACK
        )


Render = Callable[[], Any]


def lay_out(root: Any, render: Render) -> Any:
    """Return a document in which everything fits; `render` lays out the tree of elements `root` as it is then.

    Raises DoesNotFit with the names of all boxes that hold too much.
    """
    document = render()
    if full := _too_full(document):
        with _only_parts_with(root, set(full)) as places:
            smaller = _shrink(root, full, render)
        document = _joined(document, smaller, places, parts=_parts_in(root)) or render()
    if lost := sorted(_lost(document)):
        raise DoesNotFit(lost)
    return document


def _joined(document: Any, smaller: Any, places: list[int], *, parts: int) -> Any:
    """Return a document with some parts of another in their places, if each part is a page and none is numbered.

    To lay out all again for the few that were too full is what drawing many cards costs most.
    """
    pages = list(document.pages)
    one_each = len(smaller.pages) == len(places) and len(pages) == parts
    numbered = any(isinstance(box, MarginBox) for page in pages for box in page._page_box.children)  # noqa: SLF001
    if not one_each or numbered:
        return None
    for place, page in zip(places, smaller.pages, strict=True):
        pages[place] = page
    return document.copy(pages)


def _parts_in(root: Any) -> int:
    return len(next(child for child in root if child.tag == "body"))


def _shrink(root: Any, full: dict[str, float], render: Render) -> Any:
    """Make what is in some boxes smaller until it fits; return all as it is laid out then."""
    boxes = {element.get("data-fits"): element for element in root.iter() if element.get("data-fits") in full}
    sizes, stuck = dict.fromkeys(boxes, 1.0), []
    document = None
    while full:
        for name, ratio in full.items():
            if sizes[name] <= SMALLEST + STEP / 10:
                stuck.append(name)
            else:
                sizes[name] = _smaller(sizes[name], ratio)
                boxes[name].set("style", f"font-size: {sizes[name]:.2f}em")
        document = render()
        full = {name: ratio for name, ratio in _too_full(document).items() if name not in stuck}
    if stuck:
        raise DoesNotFit(sorted(stuck))
    return document


@contextmanager
def _only_parts_with(root: Any, names: set[str]) -> Iterator[list[int]]:
    """Take everything out of a body, meanwhile, in which none of some boxes are: laying out again is dear.

    Yields the places of the parts that stay.
    """
    body = next(child for child in root if child.tag == "body")
    parts = list(body)
    stay = [
        place for place, part in enumerate(parts) if any(element.get("data-fits") in names for element in part.iter())
    ]
    body[:] = [parts[place] for place in stay]
    try:
        yield stay
    finally:
        body[:] = parts


@contextmanager
def every_letter_has_a_shape() -> Iterator[None]:
    """Raise DoesNotFit when a letter is written, meanwhile, that is in no font of this machine: an empty box."""
    missing: list[str] = []
    watch = _Watch(missing)
    log = logging.getLogger("weasyprint")
    log.addHandler(watch)
    try:
        yield
    finally:
        log.removeHandler(watch)
    if missing:
        raise DoesNotFit([f"letter: {missing[0]}"])


class _Watch(logging.Handler):
    """Hears what the drawing library says of letters without a shape."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.missing = missing

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if ".notdef" in said:
            self.missing.append(said.rpartition(": ")[2][:40])


def _smaller(size: float, ratio: float) -> float:
    """Return the next size to try: so many steps as the room that is missing suggests, and one at least."""
    # Half the size needs a quarter of the room.
    guess = size / max(ratio, 1.0) ** 0.5
    steps = max(1, int((size - guess) / STEP))
    return max(SMALLEST, size - steps * STEP)


def _too_full(document: Any) -> dict[str, float]:
    """Return the boxes that hold too much, with how many times the room they have it would take."""
    found: dict[str, float] = {}
    for page in document.pages:
        for box in _all(page._page_box):  # noqa: SLF001 - the layout has no public name
            name = box.element is not None and box.element.get("data-fits")
            if name and box.element_tag == box.element.tag:
                found[name] = max(found.get(name, 0.0), _ratio(box))
    return {name: ratio for name, ratio in found.items() if ratio > 1.0}


def _ratio(box: Any) -> float:
    edge = _content(box)
    inside = [_edge(child) for child in _all(box) if _is_text(child)]
    if all(edge.holds(one) for one in inside):
        return 1.0
    height = max(one.bottom for one in inside) - edge.top
    width = max(one.right for one in inside) - edge.left
    return max(1.001, height / (edge.bottom - edge.top), width / (edge.right - edge.left))


def _lost(document: Any) -> Iterator[str]:
    for page in document.pages:
        whole = page._page_box  # noqa: SLF001 - the layout has no public name
        yield from _beyond(whole, Edge(0, 0, whole.margin_width(), whole.margin_height()), "page")


def _beyond(box: Any, edge: Edge, name: str) -> Iterator[str]:
    """Name what lies outside the page, or outside a box that hides what is too much for it."""
    if box.element is not None and box.element.get("data-fits"):
        name = box.element.get("data-fits")
    if _is_text(box) and not edge.holds(_edge(box)):
        yield f"{name}: {box.text.strip()[:40]}"
    for child in getattr(box, "children", []):
        yield from _beyond(getattr(child, "_box", child), _within(box, edge), name)


def _within(box: Any, edge: Edge) -> Edge:
    """Return where the children of a box are seen."""
    if box.style["overflow"] != "hidden" or not hasattr(box, "border_width"):
        return edge
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    return Edge(max(edge.left, left), max(edge.top, top), min(edge.right, right), min(edge.bottom, bottom))


def _all(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", []):
        yield from _all(getattr(child, "_box", child))


def _is_text(box: Any) -> bool:
    return isinstance(box, TextBox) and bool(box.text.strip()) and box.style["visibility"] == "visible"


def _edge(box: Any) -> Edge:
    return Edge(box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height)


def _content(box: Any) -> Edge:
    left, top = box.content_box_x(), box.content_box_y()
    return Edge(left, top, left + box.width, top + box.height)
