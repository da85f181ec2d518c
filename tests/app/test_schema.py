"""The schema that is printed is the schema of the file."""

import re

from equipinspect.app.schema import schema_text
from equipinspect.app.session import Session

OWN = re.compile(r"sqlite_|_sqlite_|found_")  # of SQLite and of sqlite-utils


def test_every_table_and_column_of_a_register_is_explained(office: Session) -> None:
    run = office.register.connection.execute
    tables = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type='table'")]
    parts = re.split(r"\n\n(?=\w+：)", schema_text(office.declarations))
    said = {part.partition("：")[0]: part for part in parts}
    for table in tables:
        if OWN.match(table):
            continue
        assert table in said
        for column in run(f'PRAGMA table_info("{table}")'):
            assert re.search(rf"\n  {column[1]} +\S", said[table]), (table, column[1])


def test_a_category_tells_its_own_fields_and_words(office: Session) -> None:
    [elevator] = [
        p for p in schema_text(office.declarations).split("\n\n") if p.startswith("电梯（")
    ]
    assert re.search(r"\n  rated_load_kg +额定载重量（kg）　ANY integer", elevator)
    assert "公共列在这里的含义：" in elevator
    assert "楼盘（小区）名称" in elevator
