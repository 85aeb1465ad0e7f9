-- Apart from 0136: the check of all rows holds no lock that writers wait for.
alter table agreement_signatures validate constraint agreement_signatures_signer;
alter table agreement_confirmations validate constraint agreement_confirmations_channel;
alter table yearly_confirmations validate constraint yearly_confirmations_channel;
