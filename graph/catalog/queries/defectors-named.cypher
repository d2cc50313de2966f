// question: Which persons are named as defectors, in which events?
// draw: table
// column person -- The person's id.
// column name -- The person.
// column event -- The defection's id.
// column earliest -- The first day on which it can have been.
// column latest -- The last day on which it can have been.
MATCH (d:Defection)-[:BY_PERSON]->(p:Person)
RETURN p.id AS person, coalesce(p.name, p.id) AS name, d.id AS event, toString(d.date_earliest) AS earliest, toString(d.date_latest) AS latest
ORDER BY person, event
