"""Whether a text tells who makes a claim."""

from quizzes.items import Citation
from quizzes.kinds import Party, Stance
from quizzes.quality.words import content_words, says, stem, tokens, word_set

_PARTY_NAMES = {
    Party.UKRAINE: ("ukraine", "ukrainian", "kyiv", "україна", "українська", "українські"),
    Party.RUSSIA: ("russia", "russian", "moscow", "kremlin", "росія", "російська", "російські"),
    Party.ENCYCLOPAEDIA: ("encyclopaedia", "encyclopedia", "article", "енциклопедія", "стаття"),
}
# A party's adjective alone names no claimant ("which Russian unit …"): somebody has to speak, too.
_SPEAKING = frozenset(
    stem(word)
    for word in word_set(
        """
    according account announce announced announcement argue argued argues believe believed believes
    cite cited claim claimed confirm confirmed declare declared denied deny describe described
    estimate estimated note noted report reported reports reply said say says state stated states
    statement suggest suggested suggests view wrote
    словами версія версією даними повідомив повідомила повідомили повідомило заявив заявила заявили
    заявило сказав сказала стверджує стверджував стверджували оголосив оголосила оголосили заперечив
    заперечила заперечили вважає вважав думку згідно
    """
    )
)
_OWN_VOICE = frozenset({Party.ENCYCLOPAEDIA})


def names_claimant(text: str, *, name: str, party: Party, verb: str = "") -> bool:
    """Whether ``text`` names who speaks: by name (each word of it that carries meaning), or by the
    party and a word of saying, ``verb`` among them."""
    if says(text, name):
        return True
    present = {stem(token) for token in tokens(text)}
    wanted = content_words(name)
    if wanted and wanted <= present:
        return True
    speaking = _SPEAKING | {stem(token) for token in tokens(verb)}
    party_named = any(stem(word) in present for word in _PARTY_NAMES.get(party, ()))
    return party_named and bool(speaking & present)


def needs_claimant(citations: tuple[Citation, ...]) -> bool:
    """Whether a claim stands on its citations as contested, or as one that no source makes in its
    own voice. Without citations nothing is known, and nothing is asked for."""
    if any(citation.stance is Stance.DENIES for citation in citations):
        return True
    return bool(citations) and not any(
        citation.party in _OWN_VOICE and citation.stance is Stance.ASSERTS for citation in citations
    )


def has_claimant(text: str, citations: tuple[Citation, ...]) -> bool:
    return any(
        names_claimant(text, name=c.agent_name, party=c.party, verb=c.verb) for c in citations
    )
