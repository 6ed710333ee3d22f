"""Rows of this room: cards, their limits, what was asked of them and what was presented."""

from cards.models.alerts import AlertFee, AlertService, CardAlerts
from cards.models.cards import Card, CardQuerySet, last_day
from cards.models.disputes import (
    OPEN,
    Dispute,
    DisputeCause,
    DisputeQuerySet,
    DisputeState,
    DisputeStep,
)
from cards.models.exports import StatementExport, StatementPart
from cards.models.limits import CardLimit, LimitChange, LimitKind, LimitUse
from cards.models.operations import Authorization, HostMessage, Outcome
from cards.models.order_work import OrderLink, PrintBatch, PrintedOrder
from cards.models.orders import (
    CANCELLABLE,
    EDITABLE,
    ORDER_ENDS,
    CardOrder,
    OrderQuerySet,
    OrderState,
    OrderStep,
)
from cards.models.other import Attachment, OtherCard, OtherCardQuerySet
from cards.models.photos import Photo, PhotoFault, PhotoPart, PhotoSide, PhotoState
from cards.models.presentments import Overdraft, Presentment
from cards.models.three_ds import (
    ThreeDsPeer,
    ThreeDsScheme,
    ThreeDsSetting,
    ThreeDsSetup,
    ThreeDsTransaction,
)

__all__ = [
    "CANCELLABLE",
    "EDITABLE",
    "OPEN",
    "ORDER_ENDS",
    "AlertFee",
    "AlertService",
    "Attachment",
    "Authorization",
    "Card",
    "CardAlerts",
    "CardLimit",
    "CardOrder",
    "CardQuerySet",
    "Dispute",
    "DisputeCause",
    "DisputeQuerySet",
    "DisputeState",
    "DisputeStep",
    "HostMessage",
    "LimitChange",
    "LimitKind",
    "LimitUse",
    "OrderLink",
    "OrderQuerySet",
    "OrderState",
    "OrderStep",
    "OtherCard",
    "OtherCardQuerySet",
    "Outcome",
    "Overdraft",
    "Photo",
    "PhotoFault",
    "PhotoPart",
    "PhotoSide",
    "PhotoState",
    "Presentment",
    "PrintBatch",
    "PrintedOrder",
    "StatementExport",
    "StatementPart",
    "ThreeDsPeer",
    "ThreeDsScheme",
    "ThreeDsSetting",
    "ThreeDsSetup",
    "ThreeDsTransaction",
    "last_day",
]
