-- In a transaction of its own: the rows from before are looked through without holding up readers.
alter table agreement_confirmations validate constraint agreement_confirmations_channel;
alter table yearly_confirmations validate constraint yearly_confirmations_channel;
