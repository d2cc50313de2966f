// question: Where did this person serve, and when?
// draw: table
// parameter person: id Person -- The person.
// column unit -- The unit's id.
// column name -- The unit.
// column role -- The role.
// column rank -- The rank.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
MATCH (:Person:Entity {id: $person})-[r:POSTED_TO|COMMANDS]->(u:Unit)
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, r.role AS role, r.rank AS rank, r.start_earliest AS start_earliest, r.start_latest AS start_latest,
    r.end_earliest AS end_earliest, r.end_latest AS end_latest, r.id AS fact
ORDER BY coalesce(r.start_latest, r.end_earliest), name, fact
