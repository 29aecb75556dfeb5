import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_sources_are_formatted():
    files = [str(path.relative_to(ROOT))
             for top in ("include", "src", "apps", "examples", "tests", "bench")
             for path in sorted((ROOT / top).rglob("*"))
             if path.suffix in (".hpp", ".ipp", ".cpp")]
    check = subprocess.run(["clang-format-19", "--dry-run", *files], cwd=ROOT, capture_output=True, text=True)
    unformatted = sorted({line.split(":")[0] for line in check.stderr.splitlines() if "[-Wclang-format" in line})
    assert check.returncode == 0, check.stderr
    assert not unformatted, "clang-format-19 -i " + " ".join(unformatted)
