-- A yes to the use of one's data, and asking for export, correction or erasure, is one's own: no proxy does it.
create policy consents_in_person on consents as restrictive for insert with check (actor_proxy() is null);
create policy data_requests_in_person on data_requests as restrictive for insert with check (actor_proxy() is null);
