"""Which checklists something is begun with: one of those that are installed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request

from compliance.checklist.loader import list_packs
from compliance.data.shipped import DEFAULT_PACK


@dataclass(frozen=True)
class Pack:
    """Checklists that can be chosen."""

    id: str
    title: str
    chosen: bool


def chosen_pack() -> str:
    """The checklists that the request names; the usual ones where it names none."""
    known = [item.pack for item in list_packs()]
    asked = request.values.get("pack", "")
    if asked and asked not in known:
        abort(404)
    return asked or (DEFAULT_PACK if DEFAULT_PACK in known else known[0])


def packs_to_choose() -> tuple[Pack, ...]:
    """What there is to choose from; nothing where there is only one."""
    found, chosen = list_packs(), chosen_pack()
    if len(found) == 1:
        return ()
    return tuple(Pack(item.pack, item.title, item.pack == chosen) for item in found)
