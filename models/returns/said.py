"""What programs and screens send, held against what may be said."""

ANY = None  # whoever reads it looks at it
ID = (int,)


def is_said(said, words):
    """Return whether this is a dict of known words, each with a value of its kind or none.

    What it means is for others to check; but ids are numbers, so that nothing else reaches the database.

    :param dict words: the kinds of value of each word, or :data:`ANY`
    """
    return isinstance(said, dict) and all(
        word in words and (not value or words[word] is ANY or type(value) in words[word])
        for word, value in said.items()
    )
