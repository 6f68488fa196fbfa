"""Reading barcodes off a paper as a scanner does, with a decoder that has nothing to do with what has drawn them."""

# Dots per inch of usual printers: for labels, and for sheets.
LABELS, OFFICE = 203, 300


def read_barcodes(content, resolution=LABELS):
    """Return the texts of all Code 128 and other bars on the pages of a PDF.

    :param bytes content: the PDF
    :param int resolution: dots per inch in which it is printed
    :return: one set of texts for each page
    """
    # Imported here: whoever runs other tests of the addon need not have them.
    import pypdfium2
    import zxingcpp

    pages = pypdfium2.PdfDocument(content)
    return [
        {found.text for found in zxingcpp.read_barcodes(page.render(scale=resolution / 72).to_pil())} for page in pages
    ]
