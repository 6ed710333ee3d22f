"""A request whose sign-in was checked, so that views need not ask again."""

from django.http import HttpRequest

from accounts.models import Customer, User


class CustomerRequest(HttpRequest):
    """What `customer_required` hands to a view.

    `typed` is what the customer typed into this page's form before an earlier visit ended.
    """

    user: User
    customer: Customer
    typed: dict[str, str]
