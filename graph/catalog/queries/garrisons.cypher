// question: Which garrisons has each unit had?
// draw: table
// column unit -- The unit's id.
// column unit_name -- The unit.
// column echelon -- Its echelon.
// column place -- The place's id; empty for a unit without a known garrison.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column confidence -- How sure the sources are.
// column conflicts -- What they disagree on.
// column fact -- The id that opens the evidence.
MATCH (u:Unit)
OPTIONAL MATCH (u)-[g:GARRISONED_AT]->(p:Place)
RETURN u.id AS unit, coalesce(u.name, u.id) AS unit_name, u.echelon AS echelon, p.id AS place,
    g.start_earliest AS start_earliest, g.start_latest AS start_latest, g.end_earliest AS end_earliest,
    g.end_latest AS end_latest, g.confidence AS confidence, coalesce(g.conflicts, []) AS conflicts, g.id AS fact
ORDER BY unit, fact
