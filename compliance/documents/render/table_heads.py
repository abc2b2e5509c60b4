"""Which heads speak for which cell of a table, where their scope alone does not say it.

A head of a column or of a row says by its scope what it speaks for. A row that names the
group of rows below it does not: nothing but its place ends the group. In tables with such
rows each cell names its heads.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.documents.render.sheet import REF
from compliance.documents.render.tagging import Node

GROUPS = frozenset({"colgroup", "rowgroup"})


def name_heads(root: Node) -> None:
    """Give heads an identifier and cells a list of them, in tables with groups of rows."""
    for at, table in enumerate(_below(root, "Table")):
        cells = [cell for row in _below(table, "TR") for cell in _cells(row)]
        if any(_scope(cell) in GROUPS for cell in cells):
            _Heads(at).give(table)


def _below(node: Node, role: str) -> list[Node]:
    found = []
    for kid in node.kids:
        if isinstance(kid, Node):
            found += [kid] if kid.role == role else _below(kid, role)
    return found


def _cells(row: Node) -> list[Node]:
    return [kid for kid in row.kids if isinstance(kid, Node) and kid.role in {"TH", "TD"}]


def _scope(cell: Node) -> str:
    return cell.element.get("scope", "") if cell.role == "TH" else ""


@dataclass
class _Heads:
    """Walks over one table."""

    table: int

    def give(self, table: Node) -> None:
        """Name the heads of the cells of every row."""
        columns: dict[int, Node] = {}
        group: Node | None = None
        made = 0
        for row in _below(table, "TR"):
            cells = _cells(row)
            for cell in cells:
                if cell.role == "TH":
                    cell.id = f"t{self.table}h{made}"
                    made += 1
            if row.up.role == "THead":
                columns.update(_placed(cells))
            elif len(cells) == 1 and _scope(cells[0]) in GROUPS:
                group = cells[0]
            else:
                self._row(cells, columns, group)

    @staticmethod
    def _row(cells: list[Node], columns: dict[int, Node], group: Node | None) -> None:
        heads = [cell for cell in cells if cell.role == "TH"]
        for column, cell in _placed(cells).items():
            found = [item for item in (group, columns.get(column)) if item is not None]
            if cell.role == "TD":
                found += heads
            if found:
                names = " ".join(f"({REF}I{REF}{item.id})" for item in found)
                cell.attributes = {"O": "/Table", **cell.attributes, "Headers": f"[{names}]"}


def _placed(cells: list[Node]) -> dict[int, Node]:
    """Cells by the column in which they begin."""
    found, column = {}, 0
    for cell in cells:
        found[column] = cell
        column += int(cell.attributes.get("ColSpan", "1"))
    return found
