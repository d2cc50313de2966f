// question: Which units are placeholders for units that nobody named?
// draw: table
// parameter limit: integer = 100 -- At most so many rows.
// column unit -- The unit's id.
// column name -- The unit.
// column ties -- How many ties it has.
MATCH (u:Unit)
WHERE toLower(u.name) STARTS WITH 'unknown ' OR toLower(u.name) STARTS WITH 'unnamed '
RETURN u.id AS unit, u.name AS name, COUNT { (u)-[]-(:Entity) } AS ties
ORDER BY ties DESC, name, unit LIMIT $limit
