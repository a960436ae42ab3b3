"""The awards and base salaries the system is delivered with.

Sources: Luật Thi đua, khen thưởng 06/2022/QH15 (Articles 21 to 28 and 71 to 75), Nghị định
152/2025/NĐ-CP (coefficients of Articles 50 and 54). All of it is data that an administrator changes
by a new version. What Luật 06/2026/QH16 changes from 01/10/2026 on is not in here: its text was not
at hand, and a rule that nobody has read is not written down.

Texts are Vietnamese whatever the language of the interface: they are the rules themselves.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from awards.enums import AwardForm, PaperKind, SubjectKind
from awards.requirement_rows import held, initiative, judged, level, share, years

BEGIN = dt.date(2025, 7, 1)  # Nghị định 152/2025/NĐ-CP
LAW = "Luật Thi đua, khen thưởng 06/2022/QH15"
DECREE = "Nghị định 152/2025/NĐ-CP"
COLLECTIVE, PERSON = SubjectKind.COLLECTIVE, SubjectKind.PERSON
TITLE, FORM, MEDAL = AwardForm.TITLE, AwardForm.FORM, AwardForm.MEDAL
FLAG_PER_CLUSTER, CERTIFICATES_PER_CLUSTER = 1, 3

BASE_SALARIES = (
    (dt.date(2024, 7, 1), 2_340_000, "Nghị định 73/2024/NĐ-CP, Điều 3"),
    (dt.date(2026, 7, 1), 2_530_000, "Nghị định 161/2026/NĐ-CP"),
)
PAPERS = (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS, PaperKind.MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """One award with its rule; `of_state` marks what the State grants and the Union proposes."""

    code: str
    name: str
    name_en: str
    subject: str
    form: str
    level: int
    basis: str
    criteria: str
    coefficient: str
    requirements: tuple[dict[str, Any], ...]
    vote_rule: str = "award"
    quota: dict[str, Any] | None = None
    checklist: tuple[str, ...] = PAPERS
    via_cluster: bool = False
    once: bool = False
    published: bool = True
    council: bool = True
    presidium: bool = True
    of_state: bool = False


SEVENTY = share("members_advanced", 7, 10)
NOT_DISCIPLINED = {"check": "no_discipline", "way": 0}
MOVEMENT = "Có thành tích xuất sắc được bình xét trong phong trào thi đua"
SUDDEN = (
    "Lập được nhiều thành tích hoặc thành tích đột xuất có phạm vi ảnh hưởng trong một lĩnh vực"
)
CONTRIBUTION = "Có đóng góp vào phát triển kinh tế - xã hội, đối ngoại nhân dân, từ thiện nhân đạo"
UNITY = "Nội bộ đoàn kết, gương mẫu chấp hành chủ trương của Đảng, pháp luật của Nhà nước"
CARE = "Thực hiện tốt dân chủ, chăm lo đời sống thành viên, thực hành tiết kiệm"

DEFAULTS = (
    Default(
        code="commendation_person",
        name="Giấy khen (cá nhân)",
        name_en="Commendation certificate (person)",
        subject=PERSON,
        form=FORM,
        level=5,
        basis=f"{LAW}, Điều 75; {DECREE}, Điều 54",
        criteria=(
            "Chấp hành tốt pháp luật, hoàn thành tốt nhiệm vụ và có thành tích trong phong trào "
            "thi đua, hoặc lập nhiều thành tích, thành tích đột xuất trong một lĩnh vực."
        ),
        coefficient="0.3",
        requirements=(level("well"), judged(MOVEMENT, 1), judged(SUDDEN, 2)),
        checklist=(PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS),
        published=False,
        council=False,
        presidium=False,
    ),
    Default(
        code="commendation_collective",
        name="Giấy khen (tập thể)",
        name_en="Commendation certificate (collective)",
        subject=COLLECTIVE,
        form=FORM,
        level=6,
        basis=f"{LAW}, Điều 75; {DECREE}, Điều 54 khoản 1",
        criteria=(
            "Chấp hành tốt pháp luật, hoàn thành tốt nhiệm vụ và có thành tích trong phong trào "
            "thi đua, hoặc lập nhiều thành tích, thành tích đột xuất trong một lĩnh vực."
        ),
        coefficient="0.6",
        requirements=(level("well"), judged(MOVEMENT, 1), judged(SUDDEN, 2)),
        checklist=(PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS),
        published=False,
        council=False,
        presidium=False,
    ),
    Default(
        code="advanced_worker",
        name="Lao động tiên tiến",
        name_en="Advanced worker",
        subject=PERSON,
        form=TITLE,
        level=10,
        basis=f"{LAW}, Điều 24; {DECREE}, Điều 50",
        criteria=(
            "Hoàn thành tốt nhiệm vụ trở lên; có tinh thần tự lực, đoàn kết, tương trợ, tích cực "
            "tham gia phong trào thi đua."
        ),
        coefficient="0.3",
        requirements=(
            level("well"),
            NOT_DISCIPLINED,
            judged("Có tinh thần tự lực, đoàn kết, tích cực tham gia phong trào thi đua"),
        ),
        presidium=False,
    ),
    Default(
        code="advanced_collective",
        name="Tập thể lao động tiên tiến",
        name_en="Advanced working collective",
        subject=COLLECTIVE,
        form=TITLE,
        level=15,
        basis=f"{LAW}, Điều 28; {DECREE}, Điều 50",
        criteria=(
            "Hoàn thành tốt nhiệm vụ; có ít nhất 70 % thành viên đạt danh hiệu Lao động tiên tiến; "
            "không có thành viên bị kỷ luật từ cảnh cáo trở lên; nội bộ đoàn kết."
        ),
        coefficient="0.8",
        requirements=(
            level("well"),
            SEVENTY,
            {"check": "none_of", "way": 0, "figure": "members_disciplined"},
            judged(UNITY),
        ),
        presidium=False,
    ),
    Default(
        code="medal",
        name="Kỷ niệm chương “Vì hòa bình, hữu nghị giữa các dân tộc”",
        name_en="Medal “For Peace and Friendship among Nations”",
        subject=PERSON,
        form=MEDAL,
        level=20,
        basis=f"{LAW}, Điều 71; Thông tư 12/2024/TT-BNV, Điều 4 (áp dụng tương tự)",
        criteria=(
            "Tặng cá nhân trong nước và nước ngoài có nhiều đóng góp cho hòa bình, hữu nghị giữa "
            "các dân tộc. Mỗi người một lần; không truy tặng. Tiêu chuẩn về thời gian do Liên hiệp "
            "quy định."
        ),
        coefficient="0.4",
        requirements=(judged("Có nhiều đóng góp cho hòa bình, hữu nghị giữa các dân tộc"),),
        checklist=(PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS),
        once=True,
        published=False,
    ),
    Default(
        code="fighter_grassroots",
        name="Chiến sĩ thi đua cơ sở",
        name_en="Grassroots emulation fighter",
        subject=PERSON,
        form=TITLE,
        level=25,
        basis=f"{LAW}, Điều 23; {DECREE}, Điều 50",
        criteria=(
            "Đạt tiêu chuẩn Lao động tiên tiến và hoàn thành xuất sắc nhiệm vụ, hoặc có sáng kiến "
            "được công nhận, đề tài khoa học được nghiệm thu."
        ),
        coefficient="1.0",
        requirements=(
            level("well"),
            NOT_DISCIPLINED,
            level("excellent", 1),
            initiative(1, 2),
        ),
        vote_rule="award.fighter_grassroots",
        presidium=False,
    ),
    Default(
        code="certificate_person",
        name="Bằng khen của VUFO (cá nhân)",
        name_en="VUFO certificate of merit (person)",
        subject=PERSON,
        form=FORM,
        level=30,
        basis=f"{LAW}, Điều 73 và Điều 74; {DECREE}, Điều 54 khoản 1",
        criteria=(
            "Đạt một trong các tiêu chuẩn: xuất sắc trong phong trào thi đua; thành tích đột xuất; "
            "đóng góp; hai lần liên tục Chiến sĩ thi đua cơ sở; hai năm liên tục hoàn thành xuất "
            "sắc nhiệm vụ và có hai sáng kiến."
        ),
        coefficient="1.5",
        requirements=(
            judged(MOVEMENT, 1),
            judged(SUDDEN, 2),
            judged(CONTRIBUTION, 3),
            held("fighter_grassroots", 2, 4),
            years("excellent", 2, 5),
            initiative(2, 5),
        ),
    ),
    Default(
        code="certificate_collective",
        name="Bằng khen của VUFO (tập thể)",
        name_en="VUFO certificate of merit (collective)",
        subject=COLLECTIVE,
        form=FORM,
        level=40,
        basis=f"{LAW}, Điều 73 và Điều 74; {DECREE}, Điều 54 khoản 1",
        criteria=(
            "Đạt một trong các tiêu chuẩn: xuất sắc trong phong trào thi đua; thành tích đột xuất; "
            "đóng góp; hai năm liên tục hoàn thành xuất sắc nhiệm vụ hoặc đạt danh hiệu Tập thể "
            "lao động xuất sắc, thực hiện tốt dân chủ, chăm lo đời sống, tiết kiệm."
        ),
        coefficient="3.0",
        requirements=(
            judged(MOVEMENT, 1),
            judged(SUDDEN, 2),
            judged(CONTRIBUTION, 3),
            years("excellent", 2, 4),
            judged(CARE, 4),
            held("excellent_collective", 2, 5),
            judged(CARE, 5),
        ),
        quota={"kind": "per_cluster", "number": CERTIFICATES_PER_CLUSTER},
        via_cluster=True,
    ),
    Default(
        code="excellent_collective",
        name="Tập thể lao động xuất sắc",
        name_en="Excellent working collective",
        subject=COLLECTIVE,
        form=TITLE,
        level=45,
        basis=f"{LAW}, Điều 27; {DECREE}, Điều 50",
        criteria=(
            "Hoàn thành xuất sắc nhiệm vụ; thi đua thường xuyên; 100 % thành viên hoàn thành nhiệm "
            "vụ, ít nhất 70 % đạt danh hiệu Lao động tiên tiến, có Chiến sĩ thi đua cơ sở; nội bộ "
            "đoàn kết."
        ),
        coefficient="1.5",
        requirements=(
            level("excellent"),
            share("members_completed", 1, 1),
            SEVENTY,
            {"check": "at_least", "way": 0, "figure": "members_fighters", "number": 1},
            judged(f"Có phong trào thi đua thường xuyên. {UNITY}"),
        ),
    ),
    Default(
        code="fighter",
        name="Chiến sĩ thi đua của VUFO",
        name_en="VUFO emulation fighter",
        subject=PERSON,
        form=TITLE,
        level=50,
        basis=f"{LAW}, Điều 22 khoản 1; {DECREE}, Điều 50",
        criteria=(
            "Ba năm liên tục đạt danh hiệu Chiến sĩ thi đua cơ sở và có sáng kiến được công nhận, "
            "đề tài khoa học được nghiệm thu."
        ),
        coefficient="3.0",
        requirements=(held("fighter_grassroots", 3), initiative(), NOT_DISCIPLINED),
        vote_rule="award.fighter",
        checklist=(*PAPERS, PaperKind.INITIATIVE),
    ),
    Default(
        code="flag",
        name="Cờ thi đua của VUFO",
        name_en="VUFO emulation flag",
        subject=COLLECTIVE,
        form=TITLE,
        level=60,
        basis=f"{LAW}, Điều 26; {DECREE}, Điều 50",
        criteria=(
            "Dẫn đầu cụm, khối thi đua; hoàn thành vượt chỉ tiêu thi đua và nhiệm vụ; là tập thể "
            "tiêu biểu; nội bộ đoàn kết, tổ chức đảng, đoàn thể hoàn thành xuất sắc nhiệm vụ; tiết "
            "kiệm, phòng, chống lãng phí, tham nhũng."
        ),
        coefficient="8.0",
        requirements=(
            {"check": "cluster_choice", "way": 0},
            judged("Hoàn thành vượt chỉ tiêu thi đua và nhiệm vụ trong năm; là tập thể tiêu biểu"),
            judged(
                "Nội bộ đoàn kết; tổ chức đảng, đoàn thể hoàn thành xuất sắc nhiệm vụ; tiết kiệm, "
                "phòng, chống lãng phí, tham nhũng"
            ),
        ),
        vote_rule="award.flag",
        quota={"kind": "per_cluster", "number": FLAG_PER_CLUSTER},
        via_cluster=True,
    ),
    Default(
        code="certificate_pm_person",
        name="Bằng khen của Thủ tướng Chính phủ (cá nhân)",
        name_en="Certificate of merit of the Prime Minister (person)",
        subject=PERSON,
        form=FORM,
        level=70,
        basis=f"{LAW}; {DECREE}, Điều 54 khoản 1",
        criteria="Do Nhà nước xét tặng; Liên hiệp đề nghị.",
        coefficient="3.5",
        requirements=(judged("Tiêu chuẩn do Nhà nước quy định"),),
        of_state=True,
    ),
    Default(
        code="certificate_pm_collective",
        name="Bằng khen của Thủ tướng Chính phủ (tập thể)",
        name_en="Certificate of merit of the Prime Minister (collective)",
        subject=COLLECTIVE,
        form=FORM,
        level=71,
        basis=f"{LAW}; {DECREE}, Điều 54 khoản 1",
        criteria="Do Nhà nước xét tặng; Liên hiệp đề nghị.",
        coefficient="7.0",
        requirements=(judged("Tiêu chuẩn do Nhà nước quy định"),),
        of_state=True,
    ),
    Default(
        code="fighter_national",
        name="Chiến sĩ thi đua toàn quốc",
        name_en="National emulation fighter",
        subject=PERSON,
        form=TITLE,
        level=80,
        basis=f"{LAW}, Điều 21; {DECREE}, Điều 50",
        criteria=(
            "Hai lần liên tục đạt danh hiệu Chiến sĩ thi đua bộ, ban, ngành, tỉnh và có sáng kiến, "
            "đề tài có hiệu quả, phạm vi ảnh hưởng toàn quốc. Do Nhà nước xét tặng; hồ sơ gửi trước "
            "31/12 năm sau."
        ),
        coefficient="4.5",
        requirements=(
            held("fighter", 2, in_a_row=False),
            initiative(),
            judged("Sáng kiến, đề tài có hiệu quả và phạm vi ảnh hưởng toàn quốc"),
        ),
        vote_rule="award.fighter_national",
        checklist=(*PAPERS, PaperKind.INITIATIVE),
        of_state=True,
    ),
    Default(
        code="flag_government",
        name="Cờ thi đua của Chính phủ",
        name_en="Emulation flag of the Government",
        subject=COLLECTIVE,
        form=TITLE,
        level=90,
        basis=f"{LAW}, Điều 25; {DECREE}, Điều 50",
        criteria=(
            "Tiêu biểu trong số các tập thể dẫn đầu cụm, khối thi đua; không quá 20 % số tập thể đủ "
            "tiêu chuẩn tặng Cờ thi đua của bộ, ban, ngành, tỉnh. Do Nhà nước xét tặng; hồ sơ gửi "
            "trước 30/6."
        ),
        coefficient="12.0",
        requirements=(
            held("flag", 1),
            judged("Tiêu biểu trong số các tập thể dẫn đầu cụm, khối thi đua"),
        ),
        vote_rule="award.flag",
        quota={"kind": "share", "numerator": 1, "denominator": 5},
        of_state=True,
    ),
)
