"""What happened, who is told, how that went, and how the gateways are."""

from notifications.models.audit import AuditBatch, AuditSeal
from notifications.models.events import Event
from notifications.models.gateways import GatewayState
from notifications.models.handsets import DemoSms
from notifications.models.inbound import InboundSms
from notifications.models.parts import SmsPart
from notifications.models.records import Outcome, SmsAttempt, SmsReceipt
from notifications.models.sms import Sms, SmsQuerySet
from notifications.models.states import DUE_STATES, Lane, State

__all__ = [
    "DUE_STATES",
    "AuditBatch",
    "AuditSeal",
    "DemoSms",
    "Event",
    "GatewayState",
    "InboundSms",
    "Lane",
    "Outcome",
    "Sms",
    "SmsAttempt",
    "SmsPart",
    "SmsQuerySet",
    "SmsReceipt",
    "State",
]  # fmt: skip
