"""No line of this house could recognise a face, match an iris or read a feeling: the source is walked for it (S26, S83)."""

import ast
import json
import re
from pathlib import Path

import pytest

from sumisura.trust.never import NEVER, carried
from sumisura.web.security import HEADERS

ROOT = Path(__file__).parents[3]
SOURCES = sorted((ROOT / "src" / "sumisura").rglob("*.py"))
BODIES = {
    "cv2", "dlib", "face_recognition", "mediapipe", "deepface", "insightface", "retinaface", "fer", "facenet_pytorch",
    "mtcnn", "speechbrain", "resemblyzer", "pyannote", "opensmile", "audeering", "hume", "rekognition", "iris",
    "openiris", "py_feat", "feat", "affectiva", "vosk_speaker", "parselmouth", "librosa", "mne", "neurokit2", "heartpy",
}  # fmt: skip
"""Libraries that read bodies; none is imported, none is a dependency."""
SPOKEN_OF = {"trust/never.py"}
"""Where such names may stand: where they are refused."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_no_module_imports_or_names_it(path):
    tree = ast.parse(path.read_text())
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {(node.module or "").partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & BODIES
    if str(path.relative_to(ROOT / "src" / "sumisura")) in SPOKEN_OF:
        return
    told = [
        name for name in _names(tree) if (found := carried(name)) and found.name in {"biometrics", "emotions"}
    ]
    assert not [name for name in told if name != "fingerprint"], "a digest is called so, and of no finger"


def _names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id


def test_the_walk_can_fail():
    tree = ast.parse("def match_face_id(voice_tone): return voice_tone.heart_rate")
    assert {"match_face_id", "voice_tone", "heart_rate"} == {name for name in _names(tree) if carried(name)}


def test_no_such_library_is_a_dependency():
    named = set()
    for path in (ROOT / "requirements").glob("*.txt"):
        named |= {line.split("==")[0].strip().replace("-", "_") for line in path.read_text().splitlines()}
    assert "numpy" in named
    assert not named & BODIES
    assert not set(json.loads((ROOT / "package.json").read_text())["dependencies"]) & {
        "face-api.js",
        "@vladmandic/human",
    }


def test_no_page_may_use_a_camera_a_microphone_or_a_place():
    """S83: the browser is told so with every answer; and no page of ours asks."""
    for device in ("camera", "microphone", "geolocation", "browsing-topics"):
        assert f"{device}=()" in HEADERS["Permissions-Policy"]
    asks = re.compile(
        r"getUserMedia|getCurrentPosition|FaceDetector|watchPosition|navigator\.(bluetooth|usb|hid|serial)"
    )
    web = ROOT / "src" / "sumisura" / "web"
    for path in (*web.rglob("templates/**/*.html"), *web.glob("static/*.js")):
        assert not asks.search(path.read_text()), path


def test_nobody_is_sorted_by_demographics_anywhere_in_the_records():
    """S69: no noun of ours has such a field."""
    for path in SOURCES:
        if str(path.relative_to(ROOT / "src" / "sumisura")) in SPOKEN_OF or "bench" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found = carried(node.target.id)
                assert found is None or found is NEVER["others"], (path, node.target.id)
