"""Papers that people send in."""

from fpdf import FPDF


def pdf(text: str = "To whom it may concern") -> bytes:
    """One page with these words."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text=text)
    return bytes(paper.output())
