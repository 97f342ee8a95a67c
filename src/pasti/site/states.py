"""State diagrams, drawn from the MOVES tables. A test fails when the drawings are older than the tables."""

from pathlib import Path

from django.apps import apps
from django.utils import translation

from pasti.journal.moves import Stateful
from pasti.kit.moves import Machine


def machines() -> dict[str, Machine]:
    """Return every machine of the installed rooms by its noun, and those of the other house."""
    from pasti.centre.allotment.states import ASK
    from pasti.centre.authority.states import INVITATION
    from pasti.centre.dedup.states import SEARCH, SUGGESTION
    from pasti.centre.intake.states import RECORD

    found = {m.MACHINE.noun: m.MACHINE for m in apps.get_models() if issubclass(m, Stateful)}
    return found | {machine.noun: machine for machine in (ASK, INVITATION, RECORD, SEARCH, SUGGESTION)}


def drawing(machine: Machine) -> str:
    """Return one machine as Markdown: a diagram and a table of its moves."""
    lines = [f"# {machine.noun}", "", "Generated from the MOVES table by `make states`; do not edit.", "", "```mermaid"]
    lines += ["stateDiagram-v2", f"    [*] --> {machine.start}"]
    for name, move in machine.moves.items():
        lines += [f"    {source} --> {move.target}: {name}" for source in sorted(move.sources)]
    left = {source for move in machine.moves.values() for source in move.sources}
    lines += [f"    {state} --> [*]" for state in machine.states.values if state not in left]
    lines += ["```", "", "| move | from | to | by | button |", "|---|---|---|---|---|"]
    for name, move in machine.moves.items():
        sources, by = ", ".join(sorted(move.sources)), ", ".join(sorted(move.by))
        lines.append(f"| {name} | {sources} | {move.target} | {by} | {move.label} |")
    lines += ["", "| state | shown as |", "|---|---|"]
    lines += [f"| {value} | {label} |" for value, label in machine.states.choices]
    return "\n".join(lines) + "\n"


def drawings() -> dict[str, str]:
    """Return all drawings by file name."""
    with translation.override("id"):
        return {f"{noun}.md": drawing(machine) for noun, machine in sorted(machines().items())}


def draw(folder: Path) -> int:
    """Write all drawings, and take away those of machines that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = drawings()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text)
    print(f"{len(wanted)} machines drawn in {folder}/")
    return 0
