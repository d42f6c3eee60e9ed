import pytest

from amts.documents.xliff.languages import declaring_target


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<xliff version="1.2"><file source-language="en"/><x:file target-language=\'\'></x:file></xliff>',
            '<xliff version="1.2"><file target-language="es" source-language="en"/><x:file target-language=\'es\'>'
            "</x:file></xliff>",
        ),
        ('<xliff version="2.0"><file id="1"/></xliff>', '<xliff trgLang="es" version="2.0"><file id="1"/></xliff>'),
        ("<xliff trgLang='fr' version='2.1'><file/></xliff>", "<xliff trgLang='es' version='2.1'><file/></xliff>"),
        ("<xliff><!-- <file> --><![CDATA[<file>]]></xliff>", "<xliff><!-- <file> --><![CDATA[<file>]]></xliff>"),
    ],
)
def test_the_language_of_the_translations_is_declared_where_the_version_has_it(before, after):
    assert declaring_target(before.encode(), "es").decode() == after
    assert declaring_target(after.encode(), "es").decode() == after
