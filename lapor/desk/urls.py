"""Addresses of the desk, below /meja/."""

from django.urls import path

from lapor.desk.views import agencies, bell, inbox, many, moves, offers, people, profile, report, rules, templates

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("instansi/", inbox.agencies, name="agencies"),
    path("instansi/susunan/", agencies.tree, name="tree"),
    path("instansi/<int:pk>/", agencies.agency, name="agency"),
    path("instansi/<int:pk>/tambah/", agencies.add, name="agency-add"),
    path("instansi/<int:pk>/pindah/", agencies.move, name="agency-move"),
    path("instansi/<int:pk>/aturan/akhiri/", agencies.end_rule, name="rule-end"),
    path("instansi/<int:pk>/tutup/", agencies.close, name="agency-close"),
    path("sekaligus/", many.choose, name="many-choose"),
    path("sekaligus/<str:name>/", many.many, name="many"),
    path("aturan/", rules.rules, name="rules"),
    path("aturan/tambah/", rules.add_rule, name="rule-add"),
    path("aturan/libur/", rules.add_day_off, name="day-off-add"),
    path("aturan/<int:pk>/akhiri/", rules.end_rule, name="rule-end"),
    path("instansi/<int:pk>/templat/", templates.templates, name="templates"),
    path("instansi/<int:pk>/templat/tambah/", templates.add, name="template-add"),
    path("templat/<int:pk>/", templates.template, name="template"),
    path("templat/<int:pk>/hapus/", templates.drop, name="template-drop"),
    path("kabar/", bell.bell, name="bell"),
    path("kabar/dibaca/", bell.read, name="bell-read"),
    path("pengguna/", people.people, name="people"),
    path("pengguna/tambah/", people.add_person, name="person-add"),
    path("pengguna/<int:pk>/", people.person, name="person"),
    path("pengguna/<int:pk>/tautan/", people.link_again, name="person-link"),
    path("peran/<int:pk>/akhiri/", people.end_role, name="role-end"),
    path("peran/<int:pk>/setujui/", people.confirm_role, name="role-confirm"),
    path("peran/<int:pk>/kirim-lagi/", people.offer_again, name="role-offer"),
    path("undangan/", offers.offers, name="offers"),
    path("undangan/<int:pk>/", offers.answer, name="offer-answer"),
    path("profil/", profile.profile, name="profile"),
    path("profil/kabar/", profile.routine, name="routine"),
    path("profil/kunci/", profile.add_key, name="key-add"),
    path("profil/kunci/<int:pk>/cabut/", profile.revoke_key, name="key-revoke"),
    path("<str:code>/", report.report, name="report"),
    path("<str:code>/berkas/<uuid:number>", report.file, name="file"),
    path("<str:code>/tenggat/", report.clocks, name="clocks"),
    path("<str:code>/<str:name>/", moves.move, name="move"),
    path("<str:code>/<str:name>/draf/", moves.draft, name="draft"),
]
