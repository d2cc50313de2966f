// question: Which units answer to several superiors at once?
// draw: table
// parameter on: day = none -- The day; without it, all time.
// column unit -- The unit's id.
// column name -- The unit.
// column superiors -- Its superiors.
// column holds -- certain or possible on the day: certain where two of them are.
// column facts -- The ids that open the evidence.
MATCH (u:Unit)-[s:SUBORDINATE_TO]->(p:Unit)
WHERE ($on IS NULL OR (coalesce(s.start_earliest <= $on, true) AND coalesce(s.end_latest >= $on, true)))
WITH u, p, s ORDER BY p.id, s.id
WITH u, collect(DISTINCT coalesce(p.name, p.id)) AS superiors, collect(s) AS ties, count(DISTINCT p) AS number,
    count(DISTINCT CASE WHEN s.start_latest <= $on AND $on <= s.end_earliest THEN p END) AS sure
WHERE number > 1 AND ($on IS NOT NULL OR any(i IN range(0, size(ties) - 2) WHERE any(j IN range(i + 1, size(ties) - 1) WHERE
    endNode(ties[i]) <> endNode(ties[j])
    AND coalesce(ties[i].start_earliest <= ties[j].end_latest, true)
    AND coalesce(ties[j].start_earliest <= ties[i].end_latest, true))))
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, superiors, CASE
    WHEN $on IS NULL THEN null
    WHEN sure > 1 THEN 'certain'
    ELSE 'possible' END AS holds, [tie IN ties | tie.id] AS facts
ORDER BY size(superiors) DESC, name, unit
