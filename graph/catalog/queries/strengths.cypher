// question: How strong are all units said to be, and when? What the leak measure reads.
// draw: table
// column unit -- The unit's id.
// column kind -- What is counted.
// column low -- The lowest figure.
// column best -- The best figure.
// column high -- The highest figure.
// column confidence -- How sure the claims are.
// column sources -- How many sources say so.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
MATCH (s:Strength)-[:STRENGTH_OF]->(u:Unit)
RETURN u.id AS unit, s.kind AS kind, s.low AS low, s.best AS best, s.high AS high, s.confidence AS confidence,
    s.sources AS sources, toString(s.start_earliest) AS start_earliest, toString(s.start_latest) AS start_latest,
    toString(s.end_earliest) AS end_earliest, toString(s.end_latest) AS end_latest, s.id AS fact
ORDER BY unit, fact
