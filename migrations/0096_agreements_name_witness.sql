-- Who witnessed a signature at the desk, by the name that stood then: it stands on the page and the paper (K1).
alter table agreement_confirmations add column witness_name text not null default '';
