// question: Which commanders followed each other in a unit?
// draw: table
// parameter unit: id Unit = none -- The unit; without it, all units.
// parameter limit: integer = 100 -- At most so many rows.
// column unit -- The unit's id.
// column unit_name -- The unit.
// column earlier -- The earlier commander's id.
// column earlier_name -- The earlier commander.
// column later -- The later commander's id.
// column later_name -- The later commander.
// column until -- The earlier one is known until this day.
// column from -- The later one is known from this day.
// column days -- Days between the two; fewer than none where they overlap.
CALL () {
    UNWIND CASE WHEN $unit IS NULL THEN [] ELSE [$unit] END AS asked
    MATCH (u:Unit:Entity {id: asked})
    RETURN u
    UNION ALL
    UNWIND CASE WHEN $unit IS NULL THEN [1] ELSE [] END AS every
    MATCH (u:Unit)
    RETURN u
}
MATCH (p:Person)-[c:COMMANDS]->(u)
WITH u, p, c, coalesce(c.start_latest, c.end_earliest) AS known WHERE known IS NOT NULL
ORDER BY known, p.id, c.id
WITH u, collect({person: p, tie: c, known: known}) AS line
UNWIND range(0, size(line) - 2) AS i
WITH u, line[i] AS one, line[i + 1] AS next WHERE one.person <> next.person
RETURN u.id AS unit, coalesce(u.name, u.id) AS unit_name,
    one.person.id AS earlier, coalesce(one.person.name, one.person.id) AS earlier_name,
    next.person.id AS later, coalesce(next.person.name, next.person.id) AS later_name,
    coalesce(one.tie.end_earliest, one.known) AS until, next.known AS from,
    duration.inDays(coalesce(one.tie.end_earliest, one.known), next.known).days AS days
ORDER BY unit_name, unit, from, earlier, later LIMIT $limit
