// question: Which unit answers to which, and when? What the leak measure reads.
// draw: table
// column unit -- The id of the unit below.
// column superior -- The id of the unit above.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
MATCH (u:Unit)-[t:SUBORDINATE_TO]->(superior:Unit)
RETURN u.id AS unit, superior.id AS superior,
    toString(t.start_earliest) AS start_earliest, toString(t.start_latest) AS start_latest,
    toString(t.end_earliest) AS end_earliest, toString(t.end_latest) AS end_latest, t.id AS fact
ORDER BY unit, superior, fact
