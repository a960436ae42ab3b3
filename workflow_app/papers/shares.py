"""Shares of votes on papers: the exact fraction, and a percentage that never flatters it."""

SHARES_NOTE = (
    "Tỷ lệ được tính bằng phân số; số phần trăm chỉ ghi đến hai chữ số thập phân và không làm "
    "tròn lên."
)


def share_words(part: int, whole: int) -> str:
    """Write "14/17 (82,35%)": the percentage is cut after two decimals, never rounded up.

    So 89.999 % of the members is never printed as 90 %. What is exact is written short: "4/5
    (80%)". Of nobody there is no percentage: "0/0".
    """
    if whole <= 0:
        return f"{part}/{whole}"
    hundredths, rest = divmod(part * 10_000, whole)
    ones, decimals = divmod(hundredths, 100)
    percent = f"{ones},{decimals:02}"
    if not rest:
        percent = percent.rstrip("0").rstrip(",")
    return f"{part}/{whole} ({percent}%)"
