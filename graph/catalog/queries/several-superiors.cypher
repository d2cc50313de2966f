// question: Which units answer to several superiors at once?
// draw: table
// parameter on: day = none -- The day; without it, all time.
// column unit -- The unit's id.
// column name -- The unit.
// column superiors -- Its superiors, each once; two may have the same name.
// column holds -- certain or possible: certain where two of them certainly are at one time.
// column facts -- The ids that open the evidence.
MATCH (u:Unit)-[s:SUBORDINATE_TO]->(p:Unit)
WHERE ($on IS NULL OR (coalesce(s.start_earliest <= $on, true) AND coalesce(s.end_latest >= $on, true)))
MATCH (u)-[t:SUBORDINATE_TO]->(q:Unit)
WHERE q <> p AND ($on IS NULL OR (coalesce(t.start_earliest <= $on, true) AND coalesce(t.end_latest >= $on, true)))
    AND ($on IS NOT NULL OR (coalesce(s.start_earliest <= t.end_latest, true) AND coalesce(t.start_earliest <= s.end_latest, true)))
WITH u, p, s, max(CASE
    WHEN $on IS NOT NULL AND s.start_latest <= $on AND $on <= s.end_earliest AND t.start_latest <= $on AND $on <= t.end_earliest THEN 1
    WHEN $on IS NULL AND s.start_latest <= t.end_earliest AND t.start_latest <= s.end_earliest
        AND s.start_latest <= s.end_earliest AND t.start_latest <= t.end_earliest THEN 1
    ELSE 0 END) AS sure
ORDER BY p.id, s.id
WITH u, collect(DISTINCT p) AS above, collect(s.id) AS facts, max(sure) AS sure
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, [p IN above | coalesce(p.name, p.id)] AS superiors,
    CASE sure WHEN 1 THEN 'certain' ELSE 'possible' END AS holds, facts
ORDER BY size(above) DESC, name, unit
