// question: Under whom did this person serve: who commanded the person's units, or those right above, at the same time?
// draw: table
// parameter person: id Person -- The person.
// column commander -- The commander's id.
// column name -- The commander.
// column unit -- The unit that was commanded.
// column above -- 0: the person's own unit; 1: the one above it.
// column from -- Both are known from this day, or earlier.
// column until -- Both are known until this day, or later.
// column certain -- Whether the known times overlap; if not, they only may.
// column fact -- The id that opens the evidence.
MATCH (p:Person {id: $person})-[mine:POSTED_TO|COMMANDS]->(own:Unit)
MATCH (own) ((x)-[r:SUBORDINATE_TO]->(y)){0,1} (u:Unit)<-[c:COMMANDS]-(commander:Person)
WHERE commander <> p AND coalesce(c.start_earliest <= mine.end_latest, true) AND coalesce(mine.start_earliest <= c.end_latest, true)
WITH commander, u, c, size(r) AS above,
    CASE WHEN c.start_latest > mine.start_latest THEN c.start_latest ELSE mine.start_latest END AS begun,
    CASE WHEN c.end_earliest < mine.end_earliest THEN c.end_earliest ELSE mine.end_earliest END AS ended
RETURN DISTINCT commander.id AS commander, coalesce(commander.name, commander.id) AS name, coalesce(u.name, u.id) AS unit,
    above, begun AS from, ended AS until, coalesce(begun <= ended, false) AS certain, c.id AS fact
ORDER BY above, from, name
