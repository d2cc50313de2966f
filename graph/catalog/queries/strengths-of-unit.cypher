// question: How strong is this unit said to be, and the units right under it?
// draw: table
// parameter unit: id Unit -- The unit.
// parameter from: day = none -- The first day of a window; without it, all time.
// parameter to: day = none -- The last day of the window; without it, all time.
// parameter limit: integer = 200 -- At most so many rows.
// column unit -- The unit's id.
// column name -- The unit.
// column under -- Whether it stands right under the unit that was asked for.
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
MATCH (top:Unit:Entity {id: $unit})
OPTIONAL MATCH (top)<-[r:SUBORDINATE_TO]-(child:Unit)
WHERE ($to IS NULL OR coalesce(r.start_earliest <= $to, true)) AND ($from IS NULL OR coalesce(r.end_latest >= $from, true))
WITH top, collect(DISTINCT child) AS children
UNWIND [top] + children AS u
MATCH (s:Strength)-[:STRENGTH_OF]->(u)
WHERE ($to IS NULL OR coalesce(s.start_earliest <= $to, true)) AND ($from IS NULL OR coalesce(s.end_latest >= $from, true))
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, u <> top AS under, s.kind AS kind, s.low AS low, s.best AS best,
    s.high AS high, s.confidence AS confidence, s.sources AS sources,
    s.start_earliest AS start_earliest, s.start_latest AS start_latest,
    s.end_earliest AS end_earliest, s.end_latest AS end_latest, s.id AS fact
ORDER BY under, name, unit, kind, fact LIMIT $limit
