"""Names for people who do not exist, the same at every load."""

import random

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
WOMEN = (
    ("Thị", "Ngọc", "Thu", "Mai", "Thanh", "Hồng"),
    (
        "Hoa",
        "Lan",
        "Hạnh",
        "Nga",
        "Phương",
        "Thủy",
        "Yến",
        "Hà",
        "Linh",
        "Trang",
        "Hương",
        "Quỳnh",
        "Vân",
        "Ánh",
        "Chi",
    ),
)
MEN = (
    ("Văn", "Minh", "Đức", "Quốc", "Anh", "Hữu", "Xuân"),
    (
        "Minh",
        "Dũng",
        "Tuấn",
        "Sơn",
        "Bình",
        "Cường",
        "Hải",
        "Khánh",
        "Long",
        "Nam",
        "Phong",
        "Quang",
        "Thắng",
        "Việt",
        "Ân",
    ),
)


class Names:
    """Gives out full names, none twice."""

    def __init__(self) -> None:
        self._random = random.Random(20_501_117)  # noqa: S311 -- names, not secrets
        self._given: set[str] = set()

    def next(self) -> str:
        """Return a new full name."""
        while True:
            middle, last = self._random.choice((WOMEN, MEN))
            name = " ".join(
                (
                    self._random.choice(FAMILY),
                    self._random.choice(middle),
                    self._random.choice(last),
                )
            )
            if name in self._given:
                name = name.replace(" ", f" {self._random.choice(FAMILY)} ", 1)
            if name not in self._given:
                self._given.add(name)
                return name
