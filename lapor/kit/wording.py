"""Indonesian words as a search takes them: what says something, by which root it is found, and what was meant by it.

There is no dictionary of roots: endings and beginnings are cut off as long as enough is left. What is left always
stands in the word itself, so that cutting too much finds more than was asked and never less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

SHORTEST = 3  # letters; an index of trigrams cannot find fewer
MOST = 6  # words of one search
ROOT = 4  # letters that are left at least
STOP = frozenset(
    """ada adalah agar akan aku anda apa apakah atas atau bagaimana bagi bahwa bapak banyak beberapa belum berapa bisa
    bukan dalam dan dapat dari daripada dengan dia di hal hanya hingga ibu ini itu jadi jangan jika juga kah kalau kami
    kapan karena kata ke kenapa kepada ketika kita lah lagi lalu lebih maka mana masih mau melalui mengapa menjadi
    mereka mohon namun nya oleh pada paling para per pernah perlu punya saat saja sama sampai sangat saya sebagai sebuah
    secara sedang sehingga sejak selalu semua seperti sering serta setelah siapa sini situ suatu sudah supaya tapi
    tanpa tetapi telah tentang terhadap terima kasih tersebut tiap tidak tolong untuk walau yaitu yang ya yg dgn utk
    tdk sdh blm krn pak bu min""".split()
)
_WORD = re.compile(r"[^\W_]+")
_PARTICLE = re.compile(r"(?:lah|kah|pun|nya|ku|mu)$")
_SUFFIX = re.compile(r"(?:kan|an|i)$")
# `meng`, `meny`, `mem`, `men` swallow the first letter of a root (tulis, menulis): the rest of it is looked for.
_PREFIX = re.compile(
    r"^(?:(?:mem|di)?per|ber|ter|se|ke|di|[mp]eng|[mp]eny|[mp]em|[mp]en(?=[aiueocdjzt])|[mp]e(?=[lrwymn]))"
)
_SWALLOWED = {"k": "ng", "p": "m", "s": "ny", "t": "n"}


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, without signs."""
    return _WORD.findall(text.lower())


def telling(text: str) -> tuple[str, ...]:
    """The words of a question that say what it is about, each once; none when all are too common or too short."""
    said = [word for word in tokens(text) if len(word) >= SHORTEST and word not in STOP]
    return tuple(dict.fromkeys(said))[:MOST]


def roots(word: str) -> tuple[str, ...]:
    """The strings of which a text must hold one to speak of the word: "menambal" → "ambal"; "tambal" → "tambal",
    "nambal".
    """
    if not word.isalpha():
        return (word,)
    root = _cut(_SUFFIX, _cut(_PARTICLE, word))
    root = _cut(_PREFIX, root)
    rest = _SWALLOWED.get(root[0], "") + root[1:]
    swallowed = root[0] in _SWALLOWED and root[1] in "aiueo"
    return (root, rest) if swallowed else (root,)


def _cut(part: re.Pattern[str], word: str) -> str:
    left = part.sub("", word)
    return left if len(left) >= ROOT and re.search("[aiueo]", left) else word


def nearest(word: str, known: Mapping[str, int]) -> str | None:
    """Of the known words (with how often they were used) the one that was meant by a mistyped one, if any is near."""
    if len(word) < ROOT or not word.isalpha():
        return None
    most = 1 if len(word) < 7 else 2
    letters = set(word)
    near = (one for one in known if abs(len(one) - len(word)) <= most and len(letters ^ set(one)) <= 2 * most)
    ranked = ((steps, -known[one], one) for one in near if 0 < (steps := _steps(word, one, most)) <= most)
    return min(ranked, default=(0, 0, None))[2]


def _steps(one: str, other: str, most: int) -> int:
    """How many letters were left out, added, changed, or swapped with their neighbour; beyond `most` it may stop."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, written in enumerate(other, 1):
            steps = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != written))
            if at > 1 and place > 1 and (letter, one[at - 2]) == (other[place - 2], written):
                steps = min(steps, older[place - 2] + 1)
            row.append(steps)
        if min(row) > most:
            break
    return row[-1]


def weight(word: str, *, title: Collection[str], body: Collection[str], text: str) -> int:
    """How well a text speaks of a word: as it was typed or in another form, in its title or only below."""
    forms = roots(word)
    if word in title:
        return 10
    if any(one.startswith(forms) for one in title):
        return 6
    if any(form in one for one in title for form in forms):
        return 4
    if word in body:
        return 3
    return 2 if any(form in text for form in forms) else 0
