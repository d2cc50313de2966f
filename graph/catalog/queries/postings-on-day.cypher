// question: Who was posted to this unit on a day?
// draw: table
// parameter unit: id Unit -- The unit.
// parameter on: day = none -- The day; without it, all time.
// column person -- The person's id.
// column name -- The person.
// column role -- The role.
// column rank -- The rank.
// column holds -- certain or possible on the day.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
MATCH (p:Person)-[r:POSTED_TO|COMMANDS]->(:Unit:Entity {id: $unit})
WHERE ($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))
RETURN p.id AS person, coalesce(p.name, p.id) AS name, r.role AS role, r.rank AS rank,
    CASE
    WHEN $on IS NULL THEN null
    WHEN r.start_latest <= $on AND $on <= r.end_earliest THEN 'certain'
    ELSE 'possible' END AS holds, r.start_earliest AS start_earliest, r.start_latest AS start_latest,
    r.end_earliest AS end_earliest, r.end_latest AS end_latest, r.id AS fact
ORDER BY name, fact
