// question: Which units are there, when did they exist, under whom, and how strong?
// draw: table
// column unit -- The unit's id.
// column name -- The unit.
// column echelon -- Its echelon.
// column placeholder -- Whether it only stands for a unit that nobody named.
// column exists -- The earliest and latest day of its start, and of its end.
// column superiors -- Lists of: the superior's id, the earliest and latest day of the tie's start, and of its end.
// column strengths -- Lists of: kind, low, best, high, confidence, number of sources, the four days, the fact's id.
MATCH (u:Unit)
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, u.echelon AS echelon,
    coalesce(toLower(u.name) STARTS WITH 'unknown ' OR toLower(u.name) STARTS WITH 'unnamed ', false) AS placeholder,
    [toString(u.start_earliest), toString(u.start_latest), toString(u.end_earliest), toString(u.end_latest)] AS exists,
    [(u)-[t:SUBORDINATE_TO]->(p:Unit) | [p.id, toString(t.start_earliest), toString(t.start_latest),
        toString(t.end_earliest), toString(t.end_latest)]] AS superiors,
    [(u)<-[:STRENGTH_OF]-(s:Strength) | [s.kind, s.low, s.best, s.high, s.confidence, s.sources,
        toString(s.start_earliest), toString(s.start_latest), toString(s.end_earliest), toString(s.end_latest), s.id]]
        AS strengths
ORDER BY unit
