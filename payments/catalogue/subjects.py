"""What the tariff prices when a service is paid. Named by settings.SERVICE_SUBJECT_LOOKUP."""

from payments.models import Service
from tariffs.subjects import Subject


def subject_of(slug: str) -> Subject:
    """The subject of the tariff for the service with this key. LookupError if there is none."""
    found = Service.objects.select_related("category", "biller").filter(key=slug).first()
    if found is None:
        raise LookupError(f"There is no service {slug!r}. See payments/data/services.yaml.")
    return priced_as(found)


def priced_as(service: Service) -> Subject:
    """The same for a service at hand, with its category and biller."""
    return Subject(category=service.category.tariff, biller=service.biller.tariff)
