// question: Which defections are there, from which unit, when, and of how many? What the leak measure reads.
// draw: table
// column event -- The defection's id.
// column unit -- The unit's id; empty where none is given.
// column earliest -- The first day on which it can have been.
// column latest -- The last day on which it can have been.
// column count_low -- The least number of persons.
// column count -- The number of persons.
// column count_high -- The greatest number of persons.
MATCH (d:Defection)
OPTIONAL MATCH (d)-[:FROM_UNIT]->(u:Unit)
RETURN d.id AS event, u.id AS unit, toString(d.date_earliest) AS earliest, toString(d.date_latest) AS latest,
    d.count_low AS count_low, d.count AS count, d.count_high AS count_high
ORDER BY event, unit
