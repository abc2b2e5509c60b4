"""Documents for the mini pack: two papers, and three who may have one, or none."""

from __future__ import annotations

DOCUMENTS = {
    "documents/list.yaml": """
id: list
title: "List of risks"
called: "list"
basis: [art-2.1]
role: maker
applies_when: {holds: listed}
to: [authority]
sections:
  - points:
      - {provision: art-2.1, title: "Risks", requirements: [risk.list], evidence: [report]}
""",
    "documents/notice.yaml": """
id: notice
title: "Notice"
called: "notice"
order: 1
basis: [art-2.3]
role: maker
applies_when: {holds: listed}
to: [authority, people]
working_copy: true
sections:
  - points:
      - {provision: art-2.3, title: "Name", facts: [fact.name]}
""",
    "vocabularies/addressees.yaml": """
vocabularies:
  - id: addressees
    title: "Addressees"
    words:
      - {id: authority, label: "Authority", groups: [on-request], note: "Given when it asks."}
      - {id: people, label: "People"}
      - {id: nobody, label: "Nobody"}
""",
}
