"""verify.html in a real browser: the published vectors, with and without WebCrypto's Ed25519."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from equipinspect import RESOURCES
from equipinspect.app import certificates, verify_page
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.trust import signing
from equipinspect.trust.revocation_list import number_hash
from equipinspect.trust.verdicts import VERDICTS, verdict_label

TEXT = (RESOURCES / "templates/EQI1.md").read_text("utf-8")
BROWSER = shutil.which("chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=60000", "--dump-dom",
)  # fmt: skip
ALL = """<pre id="all"></pre><script>
(async () => {
  const all = [];
  for (const subtle of [null, crypto.subtle])
    for (const v of JSON.parse(document.getElementById("cases").textContent))
      all.push((await judge(v.text, v.on.replaceAll("-", ""), BOOK, subtle)).verdict);
  part("all").textContent = JSON.stringify({ all, knows: !!crypto.subtle,
    hashes: ["", "abc", "x".repeat(300)].map((t) => hex(sha256(ascii(t)))) });
})();
</script>"""


def block(name: str) -> list[dict[str, Any]]:
    found = re.search(f"```{name}\n(.*?)```", TEXT, re.S)
    assert found
    return [json.loads(line) for line in found[1].splitlines()]


def book(on: str = "") -> dict[str, Any]:
    lists = {
        row["issuer"]: {
            "dated": row["dated"].replace("-", ""),
            "limit_days": row["limit_days"],
            "entries": {
                number_hash(row["issuer"], number).hex(): reason
                for number, reason in row["reasons"].items()
            },
        }
        for row in block("list")
    }
    keys = [row | {"office": "某局"} for row in block("keys")]
    words = {word: verdict_label(word) for word in VERDICTS}
    return {"keys": keys, "lists": lists, "words": words, "on": on, "types": {"EI": "电梯"}}


def opened(page: Path, folder: Path, after: str = "") -> str:
    """Return what the page looks like in a browser that cannot reach any network."""
    if not BROWSER:
        pytest.fail("chromium is not installed; installers/prepare tests installs it")
    done = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"{page.as_uri()}{after}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return done.stdout


def test_the_published_vectors_in_a_browser(tmp_path: Path) -> None:
    vectors = block("vectors")
    cases = json.dumps(vectors).replace("<", "\\u003c")
    added = f'<script type="application/json" id="cases">{cases}</script>{ALL}</body>'
    page = tmp_path / "all.html"
    page.write_text(verify_page.page(RESOURCES, book()).replace("</body>", added), "utf-8")
    said = re.search(r'<pre id="all">(.*?)</pre>', opened(page, tmp_path), re.S)
    assert said
    found = json.loads(html.unescape(said[1]))
    assert found["knows"]
    assert found["all"] == [vector["verdict"] for vector in vectors] * 2
    assert found["hashes"] == [signing.sha256_hex(text.encode()) for text in ("", "abc", "x" * 300)]


@pytest.mark.parametrize("word", ["genuine", "replaced"])
def test_a_scanned_address_shows_the_verdict_and_what_is_signed(word: str, tmp_path: Path) -> None:
    vector = next(v for v in block("vectors") if v["verdict"] == word)
    page = tmp_path / "verify.html"
    page.write_text(verify_page.page(RESOURCES, book(vector["on"])), "utf-8")
    shown = opened(page, tmp_path, "#" + vector["text"])
    said = re.search(r'<p id="verdict" class="(\w+)" data-verdict="(\w+)">(.*?)</p>', shown)
    assert said
    assert said.groups() == ("good" if word == "genuine" else "bad", word, verdict_label(word))
    assert '<p id="result">未发现问题</p>' in shown
    assert "<dt>设备种类</dt><dd>电梯</dd>" in shown
    assert "<dt>发证机关</dt><dd>某局</dd>" in shown


def test_the_page_names_no_address_and_may_not_reach_any() -> None:
    page = verify_page.page(RESOURCES, book())
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=", page)
    assert not re.findall(r"https?://[a-z0-9]", page)


def test_a_page_carries_the_keys_and_withdrawn_numbers_of_the_office(
    session: Session, tmp_path: Path
) -> None:
    out = tmp_path / "verify.html"
    assert verify_page.write(session, out) == {"keys": 0, "withdrawn": 0}
    text = out.read_text("utf-8")
    assert "测试县市场监督管理局" in text
    assert certificates.verify_text(session, "x", session.today()).label in text
    with pytest.raises(UserError, match="已存在"):
        verify_page.write(session, out)
    with pytest.raises(UserError, match="类型不支持"):
        verify_page.write(session, tmp_path / "verify.txt")
