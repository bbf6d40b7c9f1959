"""Files that other programs read and write: bytes or text ↔ frozen values. Nothing is stored here.

deck        Deck, DeckNote, Imported, Limits, DeckRefused: what travels, and what is wrong with it
apkg        write_apkg, read_apkg: packages of Anki
deck_text   write_deck_text, read_deck_text: lines with tabs and Anki's headers

question    ExchangedQuestion, Read, Problem, Findings: questions on their way, and their problems
formats     read, write, format_of: the formats of questions by name
gift, aiken, moodle_xml, table   readers; ``gift_writing`` and ``moodle_xml_writing`` write
assembling  what a reader found → an item
losing      what a format leaves behind
texts       texts and shares as all formats of questions have them

container   a package → its collection in a file of its own, bounded
collection  that file, never trusted → notes, cards, log
clock       the time that one import may take
wire        the few protocol-buffer fields that are read
rendering   note type + fields → what a card of Anki showed
notes       Sieve: what every import asks of a note, and the list of problems
markup      HTML ↔ plain text
memory      columns of a card of Anki ↔ MemoryState
"""
