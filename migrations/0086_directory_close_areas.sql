-- From this day on nobody finds the area; its people keep their address, their team and their agreements.
alter table service_areas add column closed_on date;

-- An assignment that has not begun may be cancelled; one that has begun is closed, never deleted.
grant delete on area_assignments to jiayi_web, jiayi_worker;
