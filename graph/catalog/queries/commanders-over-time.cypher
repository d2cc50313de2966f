// question: Who commanded this unit, from the first known to the last?
// draw: table
// parameter unit: id Unit -- The unit.
// column person -- The commander's id.
// column name -- The commander.
// column role -- The role.
// column rank -- The rank.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column sources -- How many sources say so.
// column fact -- The id that opens the evidence.
MATCH (p:Person)-[c:COMMANDS]->(:Unit:Entity {id: $unit})
RETURN p.id AS person, coalesce(p.name, p.id) AS name, c.role AS role, c.rank AS rank,
    c.start_earliest AS start_earliest, c.start_latest AS start_latest,
    c.end_earliest AS end_earliest, c.end_latest AS end_latest, c.sources AS sources, c.id AS fact
ORDER BY coalesce(c.start_latest, c.end_earliest), name, fact
