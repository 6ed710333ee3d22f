"""Addresses of the desk's own pages, below the path of the desk and before Django's admin."""

from django.contrib import admin
from django.urls import URLPattern, path

from desk.books import views as books
from desk.customer.views import customer, log
from desk.find_views import find
from desk.home import home, shortcuts
from desk.imports import views as imports
from desk.proposals.views import new_proposal, proposal, proposals
from desk.registers import views as registers
from desk.staff_out import staff_out
from desk.stopping import stop

app_name = "desk"
guard = admin.site.admin_view
urlpatterns: list[URLPattern] = [
    path("books/trial-balance.csv", guard(books.trial_balance_file), name="trial-balance-file"),
    path("books/accounts/<int:account_id>/", guard(books.account_card), name="account-card"),
    path(
        "books/accounts/<int:account_id>/card.csv", guard(books.account_file), name="account-file"
    ),
    path("books/days/<str:day>/balances.csv", guard(books.day_file), name="day-file"),
    path("registers/", guard(registers.registers), name="registers"),
    path("registers/<uuid:register_id>/", guard(registers.register), name="register"),
    path(
        "registers/differences/<uuid:difference_id>/",
        guard(registers.difference),
        name="difference",
    ),
    path("imports/", guard(imports.imports), name="imports"),
    path("imports/<uuid:import_id>/", guard(imports.one_import), name="import"),
    path("imports/<uuid:import_id>/rows/", guard(imports.rows), name="import-rows"),
    path("imports/<uuid:import_id>/discard/", guard(imports.discard), name="import-discard"),
    path("imports/<uuid:import_id>/report.csv", guard(imports.report), name="import-report"),
    path("", guard(home), name="home"),
    path("shortcuts/", guard(shortcuts), name="shortcuts"),
    path("find/", guard(find), name="find"),
    path("customers/<uuid:customer_id>/", guard(customer), name="customer"),
    path("customers/<uuid:customer_id>/log/", guard(log), name="customer-log"),
    path("cards/<uuid:card_id>/stop/", guard(stop), name="stop-card"),
    path("staff/<int:user_id>/out/", guard(staff_out), name="staff-out"),
    path("proposals/", guard(proposals), name="proposals"),
    path("proposals/<uuid:proposal_id>/", guard(proposal), name="proposal"),
    path("proposals/new/<slug:kind>/<uuid:subject>/", guard(new_proposal), name="new-proposal"),
]
