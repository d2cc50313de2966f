// question: Whose strength is told in figures that disagree?
// draw: table
// parameter limit: integer = 100 -- At most so many rows.
// column unit -- The unit's id.
// column name -- The unit.
// column kind -- What is counted.
// column low -- The lowest figure.
// column best -- The best figure.
// column high -- The highest figure.
// column conflicts -- What the claims disagree on.
// column fact -- The id that opens the evidence.
MATCH (s:Strength)-[:STRENGTH_OF]->(u:Unit)
WITH u, collect(s) AS figures
UNWIND figures AS s
WITH u, s, figures WHERE s.conflicts IS NOT NULL OR any(other IN figures WHERE
    (other.best <> s.best OR other.low <> s.low OR other.high <> s.high
        OR coalesce(other.low, other.best) > coalesce(s.high, s.best)
        OR coalesce(other.high, other.best) < coalesce(s.low, s.best))
    AND coalesce(s.start_earliest <= other.end_latest, true) AND coalesce(other.start_earliest <= s.end_latest, true))
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, s.kind AS kind, s.low AS low, s.best AS best, s.high AS high,
    s.conflicts AS conflicts, s.id AS fact
ORDER BY name, unit, kind, fact LIMIT $limit
