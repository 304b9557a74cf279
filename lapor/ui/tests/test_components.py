from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from lapor.ui import icons
from lapor.ui.charts import Bar
from lapor.ui.components.state import STATES
from lapor.ui.forms import CardField

NOW = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)


class ReportForm(forms.Form):
    title = forms.CharField(label="Judul", help_text="Satu kalimat.", max_length=20)
    email = forms.EmailField(label="Surel", required=False)
    who = CardField(
        label="Nama", cards=(("named", "Dengan nama", "Unit membaca nama."), ("none", "Tanpa", "Tidak ada."))
    )
    agency = forms.CharField(label="Instansi", required=False)
    agree = forms.BooleanField(label="Benar")


def drawn(source: str, values: Mapping[str, object] | None = None) -> str:
    """Render a snippet with the library loaded and blanks joined."""
    return " ".join(Template("{% load ui %}" + source).render(Context(dict(values or {}))).split())


def test_a_code_in_a_sentence_stays_on_one_line_and_nothing_else_is_trusted() -> None:
    said = drawn("{{ it|whole_codes }}", {"it": "Laporan <b> 7K4-M9Q-XT2 kembali, 12-34-56 tidak"})
    assert said == 'Laporan &lt;b&gt; <span class="whole">7K4-M9Q-XT2</span> kembali, 12-34-56 tidak'


def test_files_are_called_lost_only_where_there_were_some() -> None:
    class Plain(forms.Form):
        title = forms.CharField(required=False)

    given: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict({"files": []})
    form = Plain({}, given)
    assert drawn("{% error_summary form %}", {"form": form}) == ""
    given.appendlist("files", SimpleUploadedFile("a.png", b"x"))
    assert "Pilih lagi berkasnya" in drawn("{% error_summary form %}", {"form": form})


def test_a_field_ties_hint_error_and_counter_to_its_control() -> None:
    html = drawn("{% field form.title count=20 %}", {"form": ReportForm({"title": ""})})
    assert 'aria-describedby="id_title-hint id_title-error id_title-count"' in html
    assert 'aria-invalid="true"' in html
    assert all(f'id="id_title-{part}"' in html for part in ("hint", "error", "count"))
    assert '<label for="id_title">Judul</label>' in html


def test_only_what_may_stay_empty_says_so() -> None:
    form = ReportForm()
    assert "(boleh dikosongkan)" in drawn("{% field form.email %}", {"form": form})
    assert "(boleh dikosongkan)" not in drawn("{% field form.title %}{% field form.agree %}", {"form": form})


def test_a_field_never_lets_typed_markup_through() -> None:
    form = ReportForm({"title": "<script>alert(1)</script>"})
    assert "<script>" not in drawn("{% field form.title %}", {"form": form})
    assert "<b>" not in drawn("{% status_tag state %}{% file_tile state %}", {"state": "<b>x</b>"}).replace(
        "<b>&lt;", ""
    )


def test_choice_cards_carry_their_two_sentences_and_keep_the_choice() -> None:
    html = drawn("{% choice_cards form.who %}", {"form": ReportForm({"who": "none"})})
    assert html.count('type="radio"') == 2
    assert "Unit membaca nama." in html
    assert 'value="none" checked' in html
    assert 'value="named" checked' not in html


def test_the_summary_links_every_mistake_to_its_control() -> None:
    form = ReportForm({"title": "", "who": ""})
    form.add_error(None, "Halaman ini sudah lama terbuka.")
    html = drawn("{% error_summary form %}", {"form": form})
    assert 'href="#id_title"' in html
    assert 'href="#id_who_0"' in html
    assert "Halaman ini sudah lama terbuka." in html
    assert "Ada 4 hal" in html
    assert drawn("{% error_summary form none %}", {"form": ReportForm(), "none": None}) == ""


def test_a_form_that_comes_back_says_that_its_files_are_lost_even_without_a_mistake() -> None:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict({"files": [SimpleUploadedFile("foto.jpg", b"x")]})
    right = {"title": "Jalan berlubang", "who": "none", "agree": "on"}
    assert "Pilih lagi berkasnya" in drawn("{% error_summary form %}", {"form": ReportForm(right, files)})
    assert "Pilih lagi berkasnya" not in drawn("{% error_summary form %}", {"form": ReportForm(right)})


def test_a_picker_works_as_a_search_with_radios() -> None:
    rows = [
        {"value": "7", "label": "Dinas PU", "note": "Luwu Timur"},
        {"value": "8", "label": "Dinas Kesehatan", "note": ""},
    ]
    values = {"form": ReportForm({"agency": "7"}), "rows": rows}
    html = drawn('{% picker form.agency "/cari/" text="dinas" results=rows %}', values)
    assert 'name="agency_q" value="dinas"' in html
    assert 'name="cari" value="agency" formnovalidate' in html
    assert 'value="7" checked' in html
    assert 'value="8" checked' not in html


def test_a_picker_says_so_when_nothing_matches() -> None:
    html = drawn('{% picker form.agency "/cari/" text="xyz" results=rows %}', {"form": ReportForm(), "rows": []})
    assert "Tidak ada yang cocok" in html


@pytest.mark.parametrize(
    ("away", "given", "words"),
    [
        (timedelta(days=3), {"working_days": 3}, "tersisa 3 hari kerja"),
        (timedelta(hours=4), {"working_days": 0}, "sampai hari ini"),
        (timedelta(hours=20), {"working_days": 0}, "sampai hari Rabu"),
        (timedelta(days=-2), {"working_days": -2}, "terlambat 2 hari kerja"),
        (timedelta(days=-1, hours=-2), {}, "terlambat 2 hari"),
        (timedelta(hours=-1), {"working_days": 0}, "terlambat sejak hari ini"),
        (timedelta(days=60), {}, "tersisa 60 hari"),
        (timedelta(days=-9), {"state": "met"}, "selesai tepat waktu"),
        (timedelta(days=1), {"state": "paused"}, "waktu berhenti sementara"),
    ],
)
def test_a_deadline_says_how_much_is_left(away: timedelta, given: dict[str, object], words: str) -> None:
    extra = " ".join(f"{name}={name}" for name in given)
    values = {"due": NOW + away, "now": NOW, **given}
    mark = drawn(f"{{% deadline_mark due now {extra} %}}", values)
    assert f"{words}</span>" in mark
    assert ("late" in mark) == words.startswith("terlambat")
    assert "<svg" in mark
    chip = drawn(
        f"{{% deadline_chip due now {extra} zone='Asia/Makassar' %}}<p>Sebab.</p>{{% enddeadline_chip %}}", values
    )
    assert "WITA" in chip
    assert "Sebab." in chip


def test_every_state_has_a_word_and_an_icon() -> None:
    for state, (word, icon, _) in STATES.items():
        html = drawn("{% status_tag state %}", {"state": state})
        assert word in html
        assert icon in icons.STROKES
        assert "<svg" in html
    assert "Ditutup oleh Sistem" in drawn('{% status_tag "closed" "Ditutup oleh Sistem" %}')


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "lock" %}')
    assert 'role="img" aria-label="Rahasia"' in drawn('{% icon "lock" "Rahasia" %}')
    assert all("<svg" in icons.icon(name) for name in icons.STROKES)


def test_the_timeline_tells_when_in_full() -> None:
    html = drawn(
        '{% timeline %}{% timeline_item "Diteruskan." at zone icon="forward" kind="now" ago="2 hari yang lalu" %}'
        "{% endtimeline_item %}{% endtimeline %}",
        {"at": NOW, "zone": "Asia/Makassar"},
    )
    assert "Selasa, 24 November 2026, 14.05 WITA · 2 hari yang lalu" in html
    assert '<li class="now">' in html
    assert "inside" not in html


def test_a_message_says_who_can_read_it() -> None:
    assert "tidak dilihat pelapor" in drawn('{% message "internal" "Dewi" %}x{% endmessage %}')
    assert "belum dikirim" in drawn('{% message "draft" "Dewi" %}x{% endmessage %}')


def test_an_inbox_row_hides_the_clock_of_what_is_done() -> None:
    source = '{% inbox_row "/1" "Jembatan" state now due=now working_days=1 %}'
    assert "chip" in drawn(source, {"state": "assigned", "now": NOW})
    assert "chip" not in drawn(source, {"state": "closed", "now": NOW})


def test_pages_keep_the_other_filters() -> None:
    request = RequestFactory().get("/laporan/?q=jalan&halaman=2")
    html = drawn("{% pagination page %}", {"request": request, "page": Paginator(range(60), 20).get_page(2)})
    assert 'href="?q=jalan&amp;halaman=1"' in html
    assert 'href="?q=jalan&amp;halaman=3"' in html
    assert drawn("{% pagination page %}", {"page": Paginator(range(3), 20).get_page(1)}) == ""


def test_the_link_to_the_page_one_is_on_is_marked() -> None:
    request = RequestFactory().get("/meja/laporan/7/")
    source = '{% nav_link "/meja/laporan/" %}a{% endnav_link %}'
    assert 'aria-current="page"' in drawn(source, {"request": request})
    assert 'aria-current="page"' not in drawn('{% nav_link "/meja/lap" %}a{% endnav_link %}', {"request": request})
    assert 'aria-current="page"' not in drawn(
        '{% nav_link "/meja/" exact=True %}a{% endnav_link %}', {"request": request}
    )


def test_a_code_is_grouped_for_eyes_and_spelled_for_ears() -> None:
    html = drawn('{% code_block "Kode laporan" "7K4-M9Q-XT2" spoken="tujuh, K" %}')
    assert "<span>7K4</span><span>M9Q</span><span>XT2</span>" in html
    assert '<span class="only-read">tujuh, K</span>' in html
    assert 'data-copy="kode-kode-laporan"' in html


def test_attributes_are_written_plainly() -> None:
    html = drawn(
        '{% button "danger" name="a" value="b" data_once=True disabled=no %}Cabut{% endbutton %}', {"no": False}
    )
    assert html.startswith('<button class="button danger" type="submit" name="a" value="b" data-once>')


def test_only_a_known_theme_reaches_the_page() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["tema"] = '"><script>'
    assert drawn("{% theme %}", {"request": request}) == ""
    request.COOKIES["tema"] = "dark"
    assert drawn("{% theme %}", {"request": request}) == 'data-theme="dark"'


def test_a_chart_always_brings_its_table() -> None:
    html = drawn('{% bar_chart "Per dinas" bars %}', {"bars": [Bar("PU", 4000), Bar("Dishub", 500, late=True)]})
    assert 'width="100.0%"' in html
    assert 'width="12.5%"' in html
    assert 'aria-label="terlambat"' in html
    assert "4.000" in html
    assert '<th scope="row">Dishub</th>' in html
    assert "<rect" not in drawn('{% bar_chart "Kosong" bars %}', {"bars": []})
