-- name: list_prices -> agreements.pricing.model.Price
-- Every price the institution has asked or will ask, the latest first.
select code, price_fen, since from institution_prices where county = $1 and institution_id = $2
order by code, since desc;

-- name: list_reductions -> agreements.pricing.model.Reduction
-- By how much it lowers the own share, the latest first.
select amount_fen, since from institution_reductions where county = $1 and institution_id = $2 order by since desc;

-- name: set_price
-- A price from a day on; said again for the same day, the later word counts.
insert into institution_prices (county, institution_id, code, price_fen, since) values ($1, $2, $3, $4, $5)
on conflict (county, institution_id, code, since) do update set price_fen = excluded.price_fen;

-- name: set_reduction
-- A lowered own share from a day on.
insert into institution_reductions (county, institution_id, amount_fen, since) values ($1, $2, $3, $4)
on conflict (county, institution_id, since) do update set amount_fen = excluded.amount_fen;
