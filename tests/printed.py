"""What stands on the pages of a PDF, as tests read it."""

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The words of every page without blanks and line breaks."""
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
