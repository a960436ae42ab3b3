"""What a PDF of ours says: its words sheet by sheet, as somebody who copies them would get them."""

from workflow_app.probing.pdfs import sheets, text

__all__ = ["sheets", "text"]
