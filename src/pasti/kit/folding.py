"""Templates in which what follows from the program and the language alone is worked out once (docs/adr/0070).

A sentence without gaps, the address of a page without parts to fill in and the name of a file of ours are the same each
time: Django finds them anew for each page, forty times for a desk. Nothing is kept of what a page is told.
"""

from typing import Any

from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, TextNode, Variable
from django.template.defaulttags import LoadNode, URLNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language


class Loader(cached.Loader):
    """Keeps each template as Django does, once for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """Return by what it is kept."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: Any = None) -> Any:
        """Return a template, worked out as far as that can be done without a page."""
        fresh = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if fresh:
            _fold(template.nodelist)
        return template


def _fold(nodes: NodeList) -> None:
    folded: list[Node] = []
    for node in nodes:
        said = _constant(node)
        if said is None:
            for inner in _inside(node):
                _fold(inner)
            folded.append(node)
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = _text(folded[-1].s + said, folded[-1])
        elif said:
            folded.append(_text(said, node))
    nodes[:] = folded


def _text(said: str, like: Node) -> TextNode:
    made = TextNode(said)
    # Where it stands in its file, for who reads of a fault.
    made.token, made.origin = like.token, like.origin
    return made


def _inside(node: Node) -> list[NodeList]:
    if conditions := getattr(node, "conditions_nodelists", None):
        return [inner for _condition, inner in conditions]
    found = (getattr(node, name, None) for name in node.child_nodelists)
    return [inner for inner in found if isinstance(inner, NodeList)]


def _constant(node: Node) -> str | None:
    """Return what a node says on every page in this language; None for one that says what the page is told."""
    match node:
        case TextNode():
            return node.s
        case LoadNode():
            return ""
        case TranslateNode(asvar=None, message_context=None) if _is_written(node.filter_expression):
            return str(node.render(Context()))
        case StaticNode(varname=None) if _is_written(node.path):
            return str(node.render(Context()))
        case URLNode(asvar=None) if not node.args and not node.kwargs and _is_written(node.view_name):
            try:
                return str(node.render(Context()))
            except NoReverseMatch:
                # A part of the page that this house never shows.
                return None
    return None


def _is_written(said: FilterExpression) -> bool:
    """Whether a value stands in the template itself, between quotes."""
    if said.filters:
        return False
    return said.var.lookups is None if isinstance(said.var, Variable) else isinstance(said.var, str)
