// question: Which units are garrisoned where?
// draw: table
// parameter place: id Place = none -- Only this place, and places within it.
// parameter on: day = none -- The day; without it, all time.
// parameter limit: integer = 100 -- At most so many rows.
// column place -- The place's id.
// column place_name -- The place.
// column unit -- The unit's id.
// column unit_name -- The unit.
// column holds -- certain or possible on the day.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
CALL () {
    UNWIND CASE WHEN $place IS NULL THEN [] ELSE [$place] END AS asked
    MATCH (:Place:Entity {id: asked})<-[:WITHIN*0..]-(p:Place)
    RETURN DISTINCT p
    UNION ALL
    UNWIND CASE WHEN $place IS NULL THEN [1] ELSE [] END AS every
    MATCH (p:Place)
    RETURN p
}
MATCH (u:Unit)-[g:GARRISONED_AT]->(p)
WHERE ($on IS NULL OR (coalesce(g.start_earliest <= $on, true) AND coalesce(g.end_latest >= $on, true)))
RETURN p.id AS place, coalesce(p.name, p.id) AS place_name, u.id AS unit, coalesce(u.name, u.id) AS unit_name,
    CASE
    WHEN $on IS NULL THEN null
    WHEN g.start_latest <= $on AND $on <= g.end_earliest THEN 'certain'
    ELSE 'possible' END AS holds, g.start_earliest AS start_earliest, g.start_latest AS start_latest,
    g.end_earliest AS end_earliest, g.end_latest AS end_latest, g.id AS fact
ORDER BY place_name, unit_name, fact LIMIT $limit
