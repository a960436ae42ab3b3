"""The region of a province, by its name before or after the mergers of 2025."""

from personnel.enums import Region
from workflow_app.lib.text import fold

_PROVINCES = {
    Region.NORTH: (
        "Hà Nội", "Hải Phòng", "Quảng Ninh", "Bắc Ninh", "Hải Dương", "Hưng Yên", "Thái Bình",
        "Nam Định", "Hà Nam", "Ninh Bình", "Vĩnh Phúc", "Phú Thọ", "Bắc Giang", "Thái Nguyên",
        "Bắc Kạn", "Cao Bằng", "Lạng Sơn", "Hà Giang", "Tuyên Quang", "Lào Cai", "Yên Bái",
        "Lai Châu", "Điện Biên", "Sơn La", "Hòa Bình",
    ),
    Region.MIDDLE: (
        "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Bình", "Quảng Trị", "Huế", "Đà Nẵng",
        "Quảng Nam", "Quảng Ngãi", "Bình Định", "Phú Yên", "Khánh Hòa", "Ninh Thuận",
        "Bình Thuận", "Kon Tum", "Gia Lai", "Đắk Lắk", "Đắk Nông", "Lâm Đồng",
    ),
    Region.SOUTH: (
        "Hồ Chí Minh", "Bà Rịa", "Vũng Tàu", "Bình Dương", "Bình Phước", "Đồng Nai", "Tây Ninh",
        "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long", "Đồng Tháp", "An Giang",
        "Kiên Giang", "Cần Thơ", "Hậu Giang", "Sóc Trăng", "Bạc Liêu", "Cà Mau",
    ),
}  # fmt: skip
_REGIONS = {fold(name): region for region, names in _PROVINCES.items() for name in names}


def region_of(province: str) -> str:
    """Return the region; "" for units of the whole country and for unknown names."""
    words = f" {' '.join(fold(province).replace('-', ' ').split())} "
    return next((region for name, region in _REGIONS.items() if f" {name} " in words), "")
