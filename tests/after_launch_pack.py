"""For the mini pack: what is recorded after the launch, and two papers about an entry."""

from __future__ import annotations

from tests.papers_pack import DOCUMENTS

AFTER = {
    "vocabularies/addressees.yaml": DOCUMENTS["vocabularies/addressees.yaml"],
    "after_launch.yaml": """
intro: "What happens with machines in use."
counting: "Days of the calendar."
kinds:
  - id: mishap
    title: "Mishap"
    plural: "Mishaps"
    prefix: MI
    says: "Something went wrong."
    provisions: [art-2.3]
    fields: [entry.title, entry.day, entry.aware, entry.harm, entry.uses, entry.what, entry.count,
      entry.told, entry.closed]
  - id: repair
    title: "Repair"
    plural: "Repairs"
    prefix: RE
    says: "Something was mended."
    fields: [entry.title, entry.day, entry.what, entry.closed]
named: {title: entry.title, day: entry.day, closed: entry.closed}
told: {question: entry.told, whom: whom, what: what, on: "on"}
fields:
  - {id: entry.title, type: text, lines: one, label: "title", ask: "What is it called?"}
  - {id: entry.day, type: date, label: "day", ask: "When did it happen?"}
  - {id: entry.aware, type: date, label: "known since", ask: "Since when is it known?"}
  - id: entry.harm
    type: choice
    label: "harm"
    ask: "What harm did it do?"
    options: [{id: grave, label: "Grave"}, {id: small, label: "Small"}]
  - id: entry.uses
    type: choices
    label: "uses"
    ask: "In which uses?"
    options: [{id: a, label: "Use A"}, {id: b, label: "Use B"}]
  - {id: entry.what, type: text, label: "what happened", ask: "What happened?"}
  - id: entry.count
    type: number
    label: "machines"
    ask: "How many machines?"
    optional: true
    whole: true
  - id: entry.told
    type: group
    label: "who was told"
    ask: "Who was told?"
    optional: true
    entry: notice
    at_least: 0
    fields:
      - id: whom
        type: choice
        label: "Whom"
        ask: "Whom"
        options: [{id: authority, label: "Authority"}, {id: people, label: "People"}]
      - id: what
        type: choice
        label: "What"
        ask: "By what"
        options: [{id: first, label: "First report"}, {id: whole, label: "Whole report"}]
      - {id: "on", type: date, label: "Day", ask: "On which day"}
  - {id: entry.closed, type: date, label: "closed on", ask: "When was it closed?", optional: true}
in_order:
  - {first: entry.day, then: entry.aware}
duties:
  - id: report
    title: "Report of the mishap"
    kinds: [mishap]
    when: {always: true}
    to: [{whom: authority, says: "The authority"}]
    by: [first, whole]
    limits:
      - id: grave
        title: "Grave harm"
        when: {fact: entry.harm, is: grave}
        days: 2
        after: [entry.aware]
        provisions: [art-2.3]
      - id: other
        title: "Other harm"
        when: {always: true}
        days: 15
        after: [entry.aware]
        provisions: [art-2.3]
    provisions: [art-2.3]
""",
    "documents/mishap-first.yaml": """
id: mishap-first
title: "First report of a mishap"
called: "first report"
order: 2
basis: [art-2.3]
about: {kind: mishap, duties: [report], report: initial}
role: maker
applies_when: {always: true}
due: "At once"
to: [authority]
sections:
  - points:
      - {provision: art-2.3, title: "To whom", clocks: true}
      - {provision: art-2.3, title: "Kind", facts: [entry.harm], optional_facts: [entry.what]}
      - {provision: art-2.3, title: "Evidence", entry_evidence: true, empty: "None."}
""",
    "documents/mishap-report.yaml": """
id: mishap-report
title: "Report of a mishap"
called: "report"
order: 3
basis: [art-2.3]
about: {kind: mishap, duties: [report], report: complete}
role: maker
applies_when: {always: true}
due: "In time"
to: [authority]
sections:
  - points:
      - {provision: art-2.3, title: "Kind", facts: [entry.harm, entry.what]}
      - provision: art-2.3
        title: "Repairs"
        entries: {kinds: [repair], columns: [entry.title, entry.day], linked: true}
        empty: "None."
""",
    "documents/seen.yaml": """
id: seen
title: "What was seen"
called: "list of what was seen"
order: 4
basis: [art-2.3]
role: maker
applies_when: {always: true}
to: [authority]
sections:
  - points:
      - provision: art-2.3
        title: "Seen"
        entries: {kinds: [mishap, repair], columns: [entry.day, entry.title]}
        empty: "Nothing so far."
""",
}
