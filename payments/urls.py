"""Addresses of this room: the catalogue, and each step of a payment as a noun."""

from django.urls import path

from payments import (
    catalogue_views,
    invoice_views,
    receipt_views,
    share_views,
    template_views,
    views,
)

app_name = "payments"
urlpatterns = [
    path("", catalogue_views.catalogue, name="catalogue"),
    path("categories/<slug:slug>/", catalogue_views.category, name="category"),
    path("services/<slug:slug>/pay/", views.pay, name="pay"),
    path("invoices/<uuid:invoice_id>/", invoice_views.invoice, name="invoice"),
    path("templates/", template_views.templates, name="templates"),
    path("templates/<uuid:template_id>/", template_views.template, name="template"),
    path(
        "templates/<uuid:template_id>/deletion/", template_views.deletion, name="template-deletion"
    ),
    path("history/", views.history, name="history"),
    path("<uuid:payment_id>/", views.payment, name="payment"),
    path("<uuid:payment_id>/code/", views.code, name="code"),
    path("<uuid:payment_id>/confirmation/", views.confirmation, name="confirmation"),
    path("<uuid:payment_id>/refusal/", views.refusal, name="refusal"),
    path("<uuid:payment_id>/quote/", views.quote, name="quote"),
    path("<uuid:payment_id>/template/", template_views.keep, name="keep-template"),
    path("<uuid:payment_id>/receipt/", receipt_views.receipt, name="receipt"),
    path("<uuid:payment_id>/share/", share_views.share, name="share"),
    path("<uuid:payment_id>/receipt.pdf", receipt_views.receipt_pdf, name="receipt-pdf"),
]
