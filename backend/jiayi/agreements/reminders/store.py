"""One typed function a query of the reminders."""

from collections.abc import Sequence
from uuid import UUID

from jiayi.accounts.consents import store as consents
from jiayi.accounts.consents.model import REMINDER_MAILS
from jiayi.agreements.reminders.model import OpenCampaign, Unreminded
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def open_campaigns(tx: Tx) -> list[OpenCampaign]:
    return await tx.many(OpenCampaign, Q.list_open_campaigns, tx.today)


async def unreminded(tx: Tx, campaign: OpenCampaign, stage: str, most: int) -> list[Unreminded]:
    return await tx.many(
        Unreminded, Q.list_unreminded, campaign.county, campaign.institution_id, tx.today, campaign.year, campaign.id,
        stage, most, *consents.terms_of(campaign.county, tx, REMINDER_MAILS),
    )  # fmt: skip


async def add(tx: Tx, campaign: OpenCampaign, agreements: Sequence[UUID], stage: str, mail_id: UUID) -> None:
    await tx.run(Q.add_reminders, campaign.county, campaign.id, list(agreements), stage, mail_id)
