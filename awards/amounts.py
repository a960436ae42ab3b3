"""Amounts in words, as accounts and receipts say them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9


def dong_in_words(amount: int) -> str:
    """Say an amount of whole đồng: 18720000 is "Mười tám triệu bảy trăm hai mươi nghìn đồng"."""
    words = f"{_number(amount)} đồng"
    return words[:1].upper() + words[1:]


def _number(number: int) -> str:
    if number < 0:
        raise ValueError("an amount is not below nothing")
    if not number:
        return DIGITS[0]
    billions, rest = divmod(number, BILLION)
    words = [f"{_number(billions)} tỷ"] if billions else []
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            words.append(f"{_group(group, is_first=not words)} {GROUPS[place]}".strip())
    return " ".join(words)


def _group(group: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [] if is_first and not hundreds else [f"{DIGITS[hundreds]} trăm"]
    if tens > 1:
        words.append(f"{DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones(ones, tens))
    return " ".join(words)


def _ones(ones: int, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:  # noqa: PLR2004 -- the digit five
        return "lăm"
    return DIGITS[ones]
