// question: Which units have no known superior?
// draw: table
// parameter on: day = none -- The day; without it, all time.
// parameter limit: integer = 100 -- At most so many rows.
// column unit -- The unit's id.
// column name -- The unit.
// column echelon -- Its echelon.
// column subordinates -- How many units answer to it, on the day if one is given.
MATCH (u:Unit)
WHERE NOT EXISTS { MATCH (u)-[s:SUBORDINATE_TO]->() WHERE ($on IS NULL OR (coalesce(s.start_earliest <= $on, true) AND coalesce(s.end_latest >= $on, true))) }
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, u.echelon AS echelon,
    COUNT { MATCH (u)<-[t:SUBORDINATE_TO]-(b:Unit) WHERE ($on IS NULL OR (coalesce(t.start_earliest <= $on, true) AND coalesce(t.end_latest >= $on, true))) RETURN DISTINCT b } AS subordinates
ORDER BY subordinates DESC, name, unit LIMIT $limit
