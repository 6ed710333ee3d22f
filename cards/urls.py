"""Addresses of this room: /cards/."""

from django.urls import path

from cards.views import (
    about,
    alerts,
    asking,
    changing,
    files,
    limits,
    lost,
    papers,
    revealing,
    settings,
    statement,
    stopping,
    three_ds,
)

app_name = "cards"
urlpatterns = [
    path("<uuid:card_id>/", statement.card, name="card"),
    path("<uuid:card_id>/statement/<str:extension>/", files.statement_file, name="statement-file"),
    path("<uuid:card_id>/files/<uuid:export_id>/", files.export, name="export"),
    path("<uuid:card_id>/files/<uuid:export_id>/file/", files.export_file, name="export-file"),
    path("<uuid:card_id>/limits/", limits.limits, name="limits"),
    path("<uuid:card_id>/limits/<slug:kind>/", limits.limit, name="limit"),
    path("<uuid:card_id>/limits/<slug:kind>/closing/", limits.closing, name="limit-closing"),
    path("<uuid:card_id>/ask/", asking.ask, name="ask"),
    path("operations/<uuid:declined_id>/", asking.operation, name="operation"),
    path("<uuid:card_id>/settings/", settings.settings, name="settings"),
    path("<uuid:card_id>/freeze/", stopping.freeze, name="freeze"),
    path("<uuid:card_id>/unfreeze/", stopping.unfreeze, name="unfreeze"),
    path("<uuid:card_id>/block/", stopping.block, name="block"),
    path("<uuid:card_id>/blocked/", stopping.blocked, name="blocked"),
    path("<uuid:card_id>/alerts/", alerts.alerts, name="alerts"),
    path("<uuid:card_id>/alerts/off/", alerts.alerts_off, name="alerts-off"),
    path("<uuid:card_id>/about/", about.about, name="about"),
    path("<uuid:card_id>/3d-secure/", three_ds.three_ds, name="three-ds"),
    path("<uuid:card_id>/3d-secure/set-up/", three_ds.three_ds_setup, name="three-ds-setup"),
    path(
        "<uuid:card_id>/3d-secure/set-up/<slug:step>/", three_ds.three_ds_step, name="three-ds-step"
    ),
    path("<uuid:card_id>/about/number/", revealing.reveal, name="reveal"),
    path("lost/", lost.lost, name="lost"),
    path("lost/done/", lost.lost_done, name="lost-done"),
    path("virtual/", changing.virtual, name="virtual"),
    path("<uuid:card_id>/reissue/", changing.reissue, name="reissue"),
    path("<uuid:card_id>/closing/", changing.closing, name="closing"),
    path("<uuid:card_id>/notice/", papers.notice, name="notice"),
    path("<uuid:card_id>/certificate/", papers.certificate, name="certificate"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<uuid:paper_id>/", papers.paper, name="paper"),
    path("papers/<uuid:paper_id>/paper.pdf", papers.paper_pdf, name="paper-pdf"),
    path("papers/<uuid:paper_id>/withdrawal/", papers.withdrawal, name="withdrawal"),
]
