// question: From which units are defections reported?
// draw: bars
// parameter limit: integer = 100 -- At most so many rows.
// column unit -- The unit's id; empty where none is given.
// column name -- The unit.
// column defectors -- How many persons, an event without a count being one.
// column events -- How many events.
MATCH (d:Defection)
OPTIONAL MATCH (d)-[:FROM_UNIT]->(u:Unit)
RETURN u.id AS unit, coalesce(u.name, u.id, 'unit not given') AS name,
    sum(coalesce(d.count, d.count_low, 1)) AS defectors, count(DISTINCT d) AS events
ORDER BY defectors DESC, name, unit LIMIT $limit
