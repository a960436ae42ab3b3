"""Certificates: A4 landscape by NĐ 98/2023 Đ104, one sheet per award, set by the typesetter.

Names, post and achievement are those of the register, as on the day of the decision. VUFO's own
emblem stands in the place of the national one: `emblem.svg` in the data folder; without that file
its place stays free.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import segno
from django.conf import settings

from awards.enums import AwardForm, AwardState, Language
from awards.models import Award
from awards.selectors.names import plain_name, without_brackets
from workflow_app.lib.dates import decree30_date
from workflow_app.papers.pages import MOTTO, NATION
from workflow_app.papers.pdf import render_pdf

TEMPLATE = "certificates.typ"
PLACE = "Hà Nội"
GROUP = 4
_ENDLESS = re.compile(r"[^\s\u200b]{24}(?=[^\s\u200b])")
_SECOND: dict[str, dict[str, str]] = {
    Language.ENGLISH: {
        "nation": "SOCIALIST REPUBLIC OF VIET NAM – Independence - Freedom - Happiness",
        "office": "The Presidium of the Viet Nam Union of Friendship Organizations",
        "verb": "AWARDS",
        "number": "Decision No.",
        "ordinal": "Gold-book No.",
    },
    Language.FRENCH: {
        "nation": "RÉPUBLIQUE SOCIALISTE DU VIET NAM – Indépendance - Liberté - Bonheur",
        "office": "Le Présidium de l’Union des organisations d’amitié du Viet Nam",
        "verb": "DÉCERNE",
        "number": "Décision n°",
        "ordinal": "Livre d’or n°",
    },
    Language.SPANISH: {
        "nation": "REPÚBLICA SOCIALISTA DE VIET NAM – Independencia - Libertad - Felicidad",
        "office": "El Presídium de la Unión de Organizaciones de Amistad de Viet Nam",
        "verb": "OTORGA",
        "number": "Decisión N.º",
        "ordinal": "Libro de oro N.º",
    },
}
_FORMS: dict[str, dict[str, str]] = {
    Language.FRENCH: {
        AwardForm.MEDAL: "Médaille « Pour la paix et l’amitié entre les peuples »",
        AwardForm.FORM: "Diplôme de mérite",
        AwardForm.TITLE: "Titre d’émulation",
    },
    Language.SPANISH: {
        AwardForm.MEDAL: "Medalla «Por la paz y la amistad entre los pueblos»",
        AwardForm.FORM: "Diploma de mérito",
        AwardForm.TITLE: "Título de emulación",
    },
}
"""French and Spanish names by form: an award itself is named in Vietnamese and English."""


def address_of(code: str) -> str:
    """Return where the certificate of a code is verified, as its QR says."""
    return f"{settings.SITE_URL.rstrip('/')}/verify/{code}/"


def spelled(code: str) -> str:
    """Write a code in groups of four letters, as people read it aloud."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def certificates_pdf(awards: Sequence[Award]) -> bytes:
    """Return one file with a sheet per award, in the order given; NotSetError when it fails.

    `awards` come with decision, paper and its register, type and recipient. Revoked awards are
    refused (ValueError): nothing is printed that does not stand.
    """
    data = _data(awards)
    return render_pdf(TEMPLATE, data, when=awards[0].decision.decided_on)


def _data(awards: Sequence[Award]) -> dict[str, Any]:
    if not awards or any(award.state == AwardState.REVOKED for award in awards):
        raise ValueError("certificates are printed of awards that stand")
    number = awards[0].decision.number
    return {
        "title": f"Bằng chứng nhận khen thưởng, Quyết định số {number}",
        "emblem": _emblem(),
        "emblem_alt": "Biểu trưng",
        "certificates": [certificate_of(award) for award in awards],
    }


def _emblem() -> str:
    path = settings.DATA_DIR / "emblem.svg"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def certificate_of(award: Award) -> dict[str, Any]:
    """Return the words of one sheet as plain values."""
    decision, paper = award.decision, award.decision.paper
    page = paper.content.get("page", {}) if paper else {}
    organisation, issuer = page.get("organisation", ""), page.get("issuer", "")
    date = decree30_date(decision.decided_on) if decision.decided_on else ""
    title = paper.signer_title if paper else ""
    return {
        "nation": NATION,
        "motto": MOTTO,
        "office": _office(issuer, organisation),
        "verb": _verb(award),
        "award": plain_name(award.award_type).upper(),
        "name": _breakable(award.name),
        "details": _breakable(award.details),
        "citation": _breakable(award.citation),
        "second": _second(award),
        "number": f"{decision.number}, {date}" if date else decision.number,
        "ordinal": f"{award.ordinal:02d}",
        "date": f"{PLACE}, {date}" if date else "",
        "lines": [line.strip() for line in title.splitlines() if line.strip()],
        "signer": paper.signer if paper else "",
        "check": "Kiểm tra bằng tại / Verify at:",
        "address": address_of(award.code).removesuffix(f"{award.code}/"),
        "code": spelled(award.code),
        "qr": _qr(award.code),
    }


def _breakable(words: str) -> str:
    """Let a word that no line can hold be broken, so that it never leaves the sheet."""
    return _ENDLESS.sub(lambda found: f"{found[0]}\u200b", words)


def _office(issuer: str, organisation: str) -> str:
    """Name the deciding office in full: "ĐOÀN CHỦ TỊCH LIÊN HIỆP …", each name once."""
    return issuer if organisation in issuer else f"{issuer} {organisation}".strip()


def _verb(award: Award) -> str:
    """Say "TẶNG DANH HIỆU" for a title and "TẶNG" for all else; a flag names itself."""
    name = award.award_type.name.casefold()
    is_title = award.award_type.form == AwardForm.TITLE and not name.startswith("cờ")
    return "TẶNG DANH HIỆU" if is_title else "TẶNG"


def _second(award: Award) -> dict[str, str] | None:
    """Return the lines in the second language, for foreigners only."""
    recipient = award.recipient
    if not recipient.is_foreign:
        return None
    language = recipient.language or Language.ENGLISH
    named = _FORMS.get(language, {}).get(award.award_type.form, award.award_type.name_en)
    return {
        **_SECOND[language],
        "award": without_brackets(named),
        "citation": _breakable(award.citation_foreign),
    }


def _qr(code: str) -> str:
    """Return the QR of the verification page as SVG."""
    stream = io.BytesIO()
    segno.make(address_of(code), error="m", micro=False).save(
        stream, kind="svg", xmldecl=False, omitsize=True, border=1, nl=False
    )
    return stream.getvalue().decode()
