from __future__ import annotations

from pathlib import Path

from lanyan_desktop.exchange.pdf_words import mend_words, written

TABLE = b"""%PDF-1.4\n2 beginbfrange
<2F2F> <2F31> [<2F2F> <7A0B> <2EDA> ]
<0040> <0040> <0041>
endbfrange\n%%EOF"""


def test_radicals_become_the_characters_people_search_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(TABLE)
    assert mend_words(path) == 2
    mended = path.read_bytes()
    assert len(mended) == len(TABLE)
    assert b"<2F2F> <2F31> [<5DE5> <7A0B> <9875> ]" in mended  # the codes of glyphs are no names
    assert mend_words(path) == 0


def test_every_radical_of_unicode_has_one_character() -> None:
    for code in range(0x2F00, 0x2FD6):
        right = written(chr(code))
        assert len(right) == 1
        assert not 0x2E80 <= ord(right) <= 0x2FDF
