"""Everyone's worst file began as a good one."""

from tests.architecture.places import modules, relative, templates

MOST_LINES = 400
MOST_TEMPLATE_LINES = 200


def test_no_module_is_longer_than_a_reader_s_patience() -> None:
    sizes = {relative(path): len(path.read_text().splitlines()) for path in modules()}
    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_no_template_is_longer_than_two_screens_of_a_desk() -> None:
    sizes = {relative(path): len(path.read_text().splitlines()) for path in templates()}
    assert {path: size for path, size in sizes.items() if size > MOST_TEMPLATE_LINES} == {}
