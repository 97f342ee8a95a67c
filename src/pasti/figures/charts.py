"""Charts as SVG that is part of the page: drawn here, coloured by the page's own styles, without any script."""

import math
import sys
from collections.abc import Sequence
from typing import Any, Protocol
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

Value = float | None
Series = tuple[str, Sequence[Value]]

# Wide enough for a day's hours and narrow enough for a telephone: the page scales it.
_WIDTH, _HEIGHT, _ROW = 420, 250, 34
_SVG = "{http://www.w3.org/2000/svg}"
# What pygal brings of its own for its scripts and styles.
_NOT_OURS = {"defs", "style", "script", "desc", "title"}
_LONGEST_LABEL = 22
# Until so many minutes in such steps: few lines, at round numbers.
_SCALES = ((20, 5), (60, 10), (120, 20), (240, 60), (600, 120))


class Draw(Protocol):
    """How a chart is drawn."""

    def __call__(self, title: str, labels: Sequence[str], series: Sequence[Series], *, target: int) -> SafeString:
        """Return it as part of a page."""


def columns(title: str, labels: Sequence[str], series: Sequence[Series], *, target: int) -> SafeString:
    """Return columns over labels, with the target in minutes as a line; what is None is not drawn."""
    return _drawn("Bar", title, labels, series, target, _HEIGHT)


def bars(title: str, labels: Sequence[str], series: Sequence[Series], *, target: int) -> SafeString:
    """Return bars beside labels that are long, the first on top."""
    turned = [(name, list(reversed(values))) for name, values in series]
    height = 60 + _ROW * max(len(labels), 1)
    return _drawn("HorizontalBar", title, list(reversed(labels)), turned, target, height)


def lines(title: str, labels: Sequence[str], series: Sequence[Series], *, target: int) -> SafeString:
    """Return lines over labels, of which as many are written as there is room for."""
    return _drawn("Line", title, labels, series, target, _HEIGHT)


def _library() -> Any:
    # Loaded by whoever draws, and by nobody else.
    import pygal
    from pygal.etree import etree

    # Whatever else is installed: a tree of lxml goes otherwise while something is taken out of it.
    etree.to_etree()
    # It puts a finder of a kind that Python no longer knows before all that is imported later, for maps that nobody has
    # here; Python warns of it each time.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _drawn(
    kind: str, title: str, labels: Sequence[str], series: Sequence[Series], target: int, height: int
) -> SafeString:
    pygal = _library()
    most = max([target, *(value for _name, values in series for value in values if value)])
    chart: Any = getattr(pygal, kind)(
        js=[], no_prefix=True, disable_xml_declaration=True, show_legend=False, width=_WIDTH, height=height,
        margin=4, margin_right=10, spacing=6, range=(0, most * 1.05), truncate_label=_LONGEST_LABEL, dots_size=2.5,
        x_label_rotation=0, show_minor_x_labels=kind != "Line", no_data_text="", print_values=False,
        x_labels_major_count=min(6, len(labels)) if kind == "Line" else None,
    )  # fmt: skip
    chart.x_labels = list(labels)
    marks = sorted({*_marks(most), target})
    chart.y_labels = [{"value": mark, "label": f"{mark}"} for mark in marks]
    chart.y_labels_major = [target]
    for name, values in series:
        chart.add(name, [None if value is None else round(value, 1) for value in values])
    return _as_part_of_a_page(chart.render_tree(), title)


def _marks(most: float) -> list[int]:
    step = next((step for until, step in _SCALES if most <= until), 240)
    return [step * n for n in range(math.floor(most / step) + 1)]


def _as_part_of_a_page(tree: ET.Element, title: str) -> SafeString:
    """Leave out what a strict page would refuse (styles and scripts of its own), and say what it shows."""
    for parent in tree.iter():
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.removeprefix(_SVG) in _NOT_OURS or _is_of_a_script(child):
                parent.remove(child)
        parent.attrib.pop("style", None)
    for name in ("id", "xmlns"):
        tree.attrib.pop(name, None)
    tree.set("role", "img")
    tree.set("aria-label", title)
    # A tree of elements escapes what is text in it.
    return SafeString(ET.tostring(_plain(tree), encoding="unicode"))


def _is_of_a_script(element: ET.Element) -> bool:
    return bool({"tooltip-overlay", "tooltip", "text-overlay"} & set(element.get("class", "").split()))


def _plain(tree: ET.Element) -> ET.Element:
    """Take the namespace out of the names: inside a page it is known."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(_SVG)
    return tree
