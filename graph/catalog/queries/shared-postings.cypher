// question: With whom did this person serve: who was posted to the same unit at the same time?
// draw: table
// parameter person: id Person -- The person.
// parameter on: day = none -- Only where both were there on this day.
// parameter limit: integer = 100 -- At most so many rows.
// column other -- The other person's id.
// column name -- The other person.
// column unit -- The unit.
// column from -- Both are known there from this day, or earlier.
// column until -- Both are known there until this day, or later.
// column certain -- Whether both were there at one time, or on the day, for certain; if not, they only may.
// column mine -- The id that opens the evidence of the person's own posting.
// column theirs -- The id that opens the evidence of the other's.
MATCH (:Person:Entity {id: $person})-[a:POSTED_TO|COMMANDS]->(u:Unit)<-[b:POSTED_TO|COMMANDS]-(other:Person)
WHERE other.id <> $person
    AND coalesce(a.start_earliest <= b.end_latest, true) AND coalesce(b.start_earliest <= a.end_latest, true)
    AND ($on IS NULL OR all(r IN [a, b] WHERE coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))
WITH other, u, a, b,
    CASE WHEN a.start_latest > b.start_latest THEN a.start_latest WHEN a.start_latest <= b.start_latest THEN b.start_latest END AS begun,
    CASE WHEN a.end_earliest < b.end_earliest THEN a.end_earliest WHEN a.end_earliest >= b.end_earliest THEN b.end_earliest END AS ended
RETURN other.id AS other, coalesce(other.name, other.id) AS name, coalesce(u.name, u.id) AS unit, begun AS from, ended AS until,
    coalesce(CASE WHEN $on IS NULL THEN begun <= ended ELSE begun <= $on AND $on <= ended END, false) AS certain, a.id AS mine, b.id AS theirs
ORDER BY certain DESC, from, name, mine, theirs LIMIT $limit
