// question: To which units, directly or further up, did the units of this person answer?
// draw: network
// parameter person: id Person -- The person.
// parameter on: day = none -- The day; without it, all time.
// column unit -- A unit's id.
// column name -- The unit.
// column steps -- How many levels above the person's own unit; 0 is that unit.
// column echelon -- Its echelon.
MATCH (:Person:Entity {id: $person})-[p:COMMANDS|POSTED_TO]->(own:Unit)
WHERE ($on IS NULL OR (coalesce(p.start_earliest <= $on, true) AND coalesce(p.end_latest >= $on, true)))
MATCH path = (own) ((x)-[r:SUBORDINATE_TO WHERE ($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))]->(y))* (top:Unit)
RETURN top.id AS unit, coalesce(top.name, top.id) AS name, min(length(path)) AS steps, top.echelon AS echelon
ORDER BY steps, name, unit
