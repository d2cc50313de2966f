// question: What stands above this unit?
// draw: network
// parameter unit: id Unit -- The unit.
// parameter on: day = none -- The day; without it, all time.
// column superior -- The superior's id.
// column superior_name -- The superior.
// column subordinate -- The subordinate's id.
// column subordinate_name -- The subordinate.
// column kind -- In what respect.
// column holds -- certain or possible on the day.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
MATCH (start:Unit:Entity {id: $unit})
MATCH (start) ((x)-[r:SUBORDINATE_TO WHERE ($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))]->(y))* (near:Unit)
WITH DISTINCT near
MATCH (near)-[s:SUBORDINATE_TO]->(far:Unit)
WHERE ($on IS NULL OR (coalesce(s.start_earliest <= $on, true) AND coalesce(s.end_latest >= $on, true)))
WITH s, far AS superior, near AS subordinate
RETURN superior.id AS superior, coalesce(superior.name, superior.id) AS superior_name,
    subordinate.id AS subordinate, coalesce(subordinate.name, subordinate.id) AS subordinate_name,
    s.kind AS kind, CASE
    WHEN $on IS NULL THEN null
    WHEN s.start_latest <= $on AND $on <= s.end_earliest THEN 'certain'
    ELSE 'possible' END AS holds,
    s.start_earliest AS start_earliest, s.start_latest AS start_latest,
    s.end_earliest AS end_earliest, s.end_latest AS end_latest, s.id AS fact
ORDER BY superior_name, subordinate_name, fact
