// question: Which units operate or lie in this place, or within it?
// draw: table
// parameter place: id Place -- The place.
// parameter on: day = none -- The day; without it, all time.
// column unit -- The unit's id.
// column name -- The unit.
// column tie -- Garrisoned there, or operating there.
// column place_name -- Where exactly.
// column holds -- certain or possible on the day.
// column fact -- The id that opens the evidence.
MATCH (asked:Place:Entity {id: $place})
MATCH (asked)<-[:WITHIN*0..]-(p:Place)
WITH DISTINCT p
MATCH (u:Unit)-[r:GARRISONED_AT|OPERATES_IN]->(p)
WHERE ($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, type(r) AS tie, coalesce(p.name, p.id) AS place_name,
    CASE
    WHEN $on IS NULL THEN null
    WHEN r.start_latest <= $on AND $on <= r.end_earliest THEN 'certain'
    ELSE 'possible' END AS holds, r.id AS fact
ORDER BY name, tie, fact
