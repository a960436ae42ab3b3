"""The names that units give to the columns of their plans, collected from sheets as sent.

They are data of the Vietnamese office, not of the interface, and are compared without marks.
"""

ORDINAL = ("STT", "TT", "Số TT", "Số thứ tự", "No", "#")
ROW_ID = ("Mã dòng", "Mã dòng (không sửa)", "Row id")
TITLE = (
    "Tên hoạt động",
    "Nội dung hoạt động",
    "Nội dung",
    "Hoạt động",
    "Nội dung công việc",
    "Nội dung công tác",
    "Nội dung hoạt động chung",
    "Công việc",
    "Nhiệm vụ",
    "Tên nhiệm vụ",
    "Nội dung nhiệm vụ",
    "Tên chương trình, hoạt động",
    "Hoạt động chính",
)
KIND = ("Loại hoạt động", "Loại hình hoạt động", "Loại hình", "Nhóm hoạt động", "Phân loại", "Loại")
PURPOSE = ("Mục đích", "Mục đích, yêu cầu", "Mục tiêu", "Mục đích, nội dung", "Nội dung chính")
FOCUS = ("Trọng tâm công tác", "Trọng tâm", "Mảng công tác", "Lĩnh vực", "Lĩnh vực công tác")
TIME = (
    "Thời gian",
    "Thời gian thực hiện",
    "Thời gian tổ chức",
    "Thời gian dự kiến",
    "Thời điểm",
    "Tiến độ",
    "Tiến độ thực hiện",
    "Ngày tổ chức",
    "Ngày, tháng",
    "Tháng",
    "Thời hạn",
)
PLACE = ("Địa điểm", "Địa điểm tổ chức", "Nơi tổ chức", "Địa điểm thực hiện", "Nơi đến", "Địa bàn")
PARTNER = (
    "Đối tác nước ngoài",
    "Đối tác",
    "Nước/đối tác",
    "Quốc gia, đối tác",
    "Nước",
    "Quốc gia",
    "Khách mời nước ngoài",
)
GUEST_LEVEL = ("Cấp đoàn", "Cấp khách", "Cấp trưởng đoàn", "Thành phần", "Trưởng đoàn")
GUEST_COUNT = ("Số lượng khách", "Số người", "Số lượng", "Số lượng người", "Số đại biểu", "Quy mô")
LEAD = (
    "Đơn vị chủ trì",
    "Chủ trì",
    "Cơ quan chủ trì",
    "Đơn vị thực hiện",
    "Đơn vị đăng cai",
    "Đăng cai",
    "Đơn vị tổ chức",
    "Đầu mối",
    "Người phụ trách",
)
CO = (
    "Đơn vị phối hợp",
    "Phối hợp",
    "Cơ quan phối hợp",
    "Đơn vị tham gia",
    "Tham gia",
    "Phối hợp thực hiện",
    "Đơn vị đồng tổ chức",
)
AMOUNT = (
    "Kinh phí",
    "Kinh phí dự kiến",
    "Dự toán",
    "Dự toán kinh phí",
    "Dự kiến kinh phí",
    "Số tiền",
    "Thành tiền",
    "Tổng kinh phí",
    "Kinh phí thực hiện",
)
SOURCE = ("Nguồn kinh phí", "Nguồn", "Nguồn vốn", "Nguồn tài trợ", "Nguồn lực")
RESULT = (
    "Kết quả dự kiến",
    "Kết quả",
    "Kết quả mong đợi",
    "Sản phẩm",
    "Sản phẩm dự kiến",
    "Đầu ra",
)
REMARKS = ("Ghi chú", "Chú thích", "Lưu ý", "Ý kiến", "Khác")
