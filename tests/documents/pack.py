# ruff: noqa: E501 - YAML on one line reads better here
"""A small pack of an invented law, written out as YAML files."""

from __future__ import annotations

from pathlib import Path

from tests.builders import CITATIONS

EDITION = "1.2030-01-01"

FILES = {
    "pack.yaml": """
pack: sample
title: "Sample law on thinking machines"
editions:
  - {id: 1.2030-01-01, law_state: 2030-01-01}
""",
    f"{EDITION}/law/law.yaml": CITATIONS
    + """
name: "Sample Act on thinking machines"
short_name: "Sample Act"
number: "Sample Act No. 1"
published: "Sample Gazette 2029, page 1"
amended_by: ["Sample Act No. 2"]
state: 2030-01-01
entry_into_force: 2029-06-01
authentic: "Only the Sample Gazette is authentic."
limits: ["Boats are not covered."]
""",
    f"{EDITION}/law/timeline.yaml": """
routes:
  - {id: listed, title: "Listed use"}
  - {id: product, title: "Part of a product"}
rules:
  - {id: general, title: "Everything", provisions: [art-1, art-2, art-3, annex-1], from: 2030-02-01, basis: [art-3.1], source: "Sample Gazette 2029, page 9"}
  - {id: listed-literal, title: "Listed use, literal", provisions: [art-2], route: listed, from: 2030-03-01, basis: [art-3.1], source: "Sample Gazette 2029, page 9", reading: literal, replaces: "1 January 2030"}
  - {id: listed-late, title: "Listed use, late", provisions: [art-2], route: listed, from: 2031-03-01, basis: [art-3.1], source: "Sample Gazette 2029, page 9", reading: late, note: "Follows the classification."}
open_questions:
  - id: when
    title: "Whether Article 2 waits"
    provisions: [art-2]
    fact: law.reading
    readings:
      - {id: literal, title: "It does not wait", argument: "The wording names no exception."}
      - {id: late, title: "It waits", argument: "It presupposes a listed use."}
milestones:
  - {id: list, title: "The list is published", "on": 2030-09-01, basis: [art-3.1], source: "Sample Gazette 2029, page 9"}
""",
    f"{EDITION}/law/outline/all.yaml": """
provisions:
  art-1: Words and scope
  art-1.1: What counts as a thinking machine
  art-2: Duties of makers
  art-2.1: Keep a list of risks
  art-2.2: Let people stop the machine
  art-2.3: {heading: Treat people alike, amended: true}
  art-2.4: Tell people
  art-3: Forbidden uses
  art-3.1: No hidden steering
  annex-1: Declaration
  annex-1.1: Name of the machine
  annex-1.2: Name of the maker
  annex-1.3: Body that looked at it
""",
    f"{EDITION}/vocabularies/words.yaml": """
vocabularies:
  - {id: roles, title: Roles, words: [{id: maker, label: "Maker"}, {id: user, label: "User"}]}
  - {id: stages, title: Stages, words: [{id: before, label: "Before sale"}]}
  - id: themes
    title: Themes
    words:
      - {id: transparency, label: "Transparency", groups: [summary]}
      - {id: non-discrimination, label: "Non-discrimination", groups: [summary]}
      - {id: human-oversight, label: "Human oversight", groups: [summary]}
      - {id: other, label: "Other"}
  - id: severities
    title: Severities
    words:
      - {id: blocker, label: "Blocker", note: "Stop."}
      - {id: major, label: "Major", note: "Not shown."}
      - {id: minor, label: "Minor", note: "A detail."}
      - {id: observation, label: "Observation", note: "Worth watching."}
  - {id: conclusion-groups, title: Groups, words: [{id: scope, label: "Scope"}, {id: prohibited, label: "Forbidden uses", groups: [class]}, {id: internal, label: "Internal", groups: [internal]}]}
  - {id: evidence-kinds, title: Kinds, words: [{id: report, label: "Test report"}, {id: plan, label: "Plan"}]}
  - {id: placeholders, title: Stand-ins, words: [{id: tbd, label: "tbd"}]}
  - {id: countries, title: Countries, words: [{id: fr, label: "France"}, {id: cn, label: "China"}]}
""",
    f"{EDITION}/facts/system.yaml": """
section: {id: system, title: "The system", order: 1}
facts:
  - {id: system.name, type: text, lines: one, label: "name of the system", ask: "What is it called?"}
  - {id: system.version, type: text, lines: one, label: "version of the system", ask: "Which version?"}
  - {id: system.description, type: text, label: "description", ask: "What does it do?", optional: true}
  - {id: system.listed, type: yes-no, label: "listed use", ask: "Is the use listed?"}
  - {id: system.steers, type: yes-no, label: "hidden steering", ask: "Does it steer people without their knowing?"}
  - id: system.outputs
    type: choices
    label: "kinds of results"
    ask: "What comes out?"
    options: [{id: text, label: "Text"}, {id: score, label: "A score"}]
""",
    f"{EDITION}/facts/operator.yaml": """
section: {id: operator, title: "The operator", order: 2}
facts:
  - {id: operator.name, type: text, lines: one, label: "name of the organisation", ask: "Who are you?"}
  - {id: operator.established-in, type: choice, options_from: countries, label: "country", ask: "Where?"}
  - {id: body.name, type: text, lines: one, label: "name of the body", ask: "Which body?", optional: true}
  - {id: law.reading, type: choice, label: "reading of the date", ask: "Which reading?", optional: true, options: [{id: literal, label: "It does not wait"}, {id: late, label: "It waits"}]}
""",
    f"{EDITION}/conclusions/all.yaml": """
conclusions:
  - id: listed
    title: "Listed use"
    holds_text: "The use stands on the list."
    fails_text: "The use does not stand on the list."
    provisions: [art-1.1]
    group: scope
    headline: true
    effect: "Makers have duties."
    when: {fact: system.listed, is: "yes"}
  - id: forbidden
    title: "Forbidden: hidden steering"
    holds_text: "People are steered without their knowing."
    fails_text: "Nobody is steered without knowing."
    provisions: [art-3.1]
    group: prohibited
    alert: true
    effect: "Do not sell it."
    when: {fact: system.steers, is: "yes"}
""",
    f"{EDITION}/routes.yaml": """
routes:
  - {route: listed, when: {holds: listed}}
  - {route: product, when: {always: false}}
""",
    f"{EDITION}/dossier.yaml": """
subjects: [{fact: system.name, word: system}]
operator: operator.name
cover: [system.name, system.version, operator.name, operator.established-in]
""",
    f"{EDITION}/documents/declaration.yaml": """
id: declaration
title: "Sample declaration"
called: "declaration"
basis: [art-2]
annex: annex-1
applies_when: {holds: listed}
role: maker
vouches:
  attests:
    - {because: "Duty of makers on the machine itself", basis: [annex-1], provisions: [art-2]}
  follows:
    - {because: "Said once the machine is sold", requirements: [scope.note]}
  outside:
    - {because: "A duty towards people", provisions: [art-2.4, art-3]}
  fines:
    - {provisions: [art-2.4], fine: art-3.1}
sections:
  - points:
      - {provision: annex-1.1, title: "Machine", statement: "The machine is {system.name}, version {system.version}.", facts: [system.name, system.version]}
      - {provision: annex-1.2, title: "Maker", statement: "Its maker is {operator.name}.", facts: [operator.name, operator.established-in]}
      - {provision: annex-1.3, title: "Body", facts: [body.name], when: {fact: system.outputs, includes: score}, otherwise: "No body took part."}
""",
    f"{EDITION}/requirements/art-02/art-2.yaml": """
requirements:
  - id: risk.list
    title: "List of risks"
    asks: "The maker keeps a list of risks and looks at it again after each change."
    provisions: [art-2.1]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {holds: listed}
    question:
      ask: "Is there a list of risks?"
      options:
        - {id: "yes", label: "Yes, kept up to date", means: met}
        - {id: partly, label: "Yes, but old", means: partly-met, gap: {severity: minor, says: "The list is old.", remedy: "Bring it up to date."}}
        - {id: "no", label: "No", means: not-met, gap: {severity: blocker, says: "There is no list of risks.", remedy: "Write one."}}
    guidance: {good_answer: "Say where.", example: "Register R-1."}
    follow_ups:
      - id: risk.list.entries
        type: group
        entry: "risk"
        ask: "Which risks are the three most serious?"
        fields:
          - {id: name, type: text, lines: one, ask: "Risk"}
          - {id: chance, type: number, ask: "Chance", unit: "per year"}
          - {id: seen, type: date, ask: "Last looked at"}
    evidence:
      - {kind: report, required: true, max_age_days: 365, note: "The list as it stood last."}
      - {kind: plan, required: false, note: "A plan for the next year."}
  - id: stop.control
    title: "Stopping the machine"
    asks: "People can stop the machine."
    provisions: [art-2.2]
    roles: [maker, user]
    stages: [before]
    theme: human-oversight
    applies_when: {holds: listed}
    question:
      ask: "Can people stop it?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - {id: "no", label: "No", means: not-met, gap: {severity: blocker, says: "Nobody can stop it.", remedy: "Build a stop control."}}
      not_applicable: {fits: "Only where it does not move."}
    guidance: {good_answer: "Name the button.", example: "Button B."}
    follow_ups:
      - {id: stop.control.how, type: text, ask: "How?"}
  - id: alike
    title: "Treating people alike"
    asks: "Results do not depend on origin."
    provisions: [art-2.3]
    roles: [maker]
    stages: [before]
    theme: non-discrimination
    applies_when: {fact: system.outputs, includes: score}
    question:
      ask: "Was it tested?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - {id: "no", label: "No", means: not-met, gap: {severity: major, says: "It was not tested.", remedy: "Test it."}}
    guidance: {good_answer: "Give numbers.", example: "0.93."}
  - id: tell
    title: "Telling people"
    asks: "People are told that a machine answers."
    provisions: [art-2.4]
    roles: [maker]
    stages: [before]
    theme: transparency
    applies_when: {holds: listed}
    question:
      ask: "Are they told?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - {id: "no", label: "No", means: not-met, gap: {severity: major, says: "People are not told.", remedy: "Tell them."}}
    guidance: {good_answer: "Say where.", example: "On the first screen."}
    review: {required: false}
""",
    f"{EDITION}/requirements/art-01/art-1.yaml": """
requirements:
  - id: scope.note
    title: "Note on scope"
    asks: "The maker writes down why the machine is or is not covered."
    provisions: [art-1.1]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {always: true}
    question:
      ask: "Is there a note?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - {id: "no", label: "No", means: not-met, gap: {severity: minor, says: "There is no note.", remedy: "Write it."}}
    guidance: {good_answer: "One page.", example: "Note N-1."}
    review: {required: false}
  - id: scope.boats
    title: "Boats"
    asks: "Makers of boats say so."
    provisions: [art-3]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {always: false}
    question:
      ask: "Is it a boat?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - {id: "no", label: "No", means: not-met, gap: {severity: minor, says: "Not said.", remedy: "Say it."}}
    guidance: {good_answer: "-", example: "-"}
""",
}


def write_pack(root: Path) -> Path:
    """Write the pack below ``root`` and return the folder that holds packs."""
    for name, content in FILES.items():
        path = root / "sample" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip(), encoding="utf-8")
    return root
