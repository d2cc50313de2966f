// question: Who held this rank in a posting?
// draw: table
// parameter rank: concept rank -- The rank.
// parameter on: day = none -- The day; without it, all time.
// parameter limit: integer = 100 -- At most so many rows.
// column person -- The person's id.
// column name -- The person.
// column unit -- The unit.
// column role -- The role.
// column holds -- certain or possible on the day.
// column fact -- The id that opens the evidence.
MATCH (p:Person)-[r:POSTED_TO|COMMANDS]->(u:Unit)
WHERE r.rank = $rank AND ($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))
RETURN p.id AS person, coalesce(p.name, p.id) AS name, coalesce(u.name, u.id) AS unit, r.role AS role,
    CASE
    WHEN $on IS NULL THEN null
    WHEN r.start_latest <= $on AND $on <= r.end_earliest THEN 'certain'
    ELSE 'possible' END AS holds, r.id AS fact
ORDER BY name, fact LIMIT $limit
