// question: How many defectors do sources count in all, and how many do the events on record add up to?
// draw: table
// parameter limit: integer = 100 -- At most so many rows.
// column unit -- The id of the unit that is spoken of.
// column name -- The unit.
// column kind -- Who is counted.
// column low -- The lowest figure.
// column best -- The best figure.
// column high -- The highest figure.
// column start_earliest -- It counts from this day or later.
// column start_latest -- It counts from this day or earlier.
// column end_earliest -- It counts to this day or later.
// column end_latest -- It counts to this day or earlier.
// column confidence -- How sure the claims are.
// column sources -- How many sources say so.
// column fact -- The id that opens the evidence.
// column on_record -- The persons of all defections that are loaded, whatever their unit and day.
CALL () { MATCH (d:Defection) RETURN sum(coalesce(d.count, d.count_low, d.count_high, 1)) AS on_record }
MATCH (t:DefectionTotal)-[:DEFECTION_TOTAL_OF]->(u:Unit)
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, t.kind AS kind, t.low AS low, t.best AS best, t.high AS high,
    t.start_earliest AS start_earliest, t.start_latest AS start_latest, t.end_earliest AS end_earliest, t.end_latest AS end_latest,
    t.confidence AS confidence, t.sources AS sources, t.id AS fact, on_record
ORDER BY name, unit, coalesce(end_latest, end_earliest), kind, fact LIMIT $limit
