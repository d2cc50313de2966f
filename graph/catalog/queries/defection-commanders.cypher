// question: Who commanded the unit of each defection on its middle day, and who were the commander's patrons then?
// draw: table
// column event -- The defection's id.
// column person -- The commander's id.
// column name -- The commander.
// column certain -- Whether the command certainly held on that day; where one does, those that only may are left out.
// column patrons -- Lists of: the patron's id, the name, and whether the tie certainly held on that day.
MATCH (d:Defection)-[:FROM_UNIT]->(u:Unit)
WITH d, u, CASE
    WHEN d.date_earliest IS NULL THEN d.date_latest
    WHEN d.date_latest IS NULL THEN d.date_earliest
    ELSE d.date_earliest + duration({days: duration.inDays(d.date_earliest, d.date_latest).days / 2}) END AS day
MATCH (x:Person)-[k:COMMANDS]->(u)
WHERE coalesce(k.start_earliest <= day, true) AND coalesce(k.end_latest >= day, true)
WITH d, day, x, max(coalesce(k.start_latest <= day AND day <= k.end_earliest, false)) AS certain
WITH d, day, collect({x: x, certain: certain}) AS found, max(certain) AS any_certain
UNWIND found AS one
WITH d, day, one.x AS x, one.certain AS certain WHERE certain OR NOT any_certain
RETURN d.id AS event, x.id AS person, coalesce(x.name, x.id) AS name, certain,
    [(x)-[t:CLIENT_OF]->(p:Person) WHERE coalesce(t.start_earliest <= day, true) AND coalesce(t.end_latest >= day, true)
        | [p.id, coalesce(p.name, p.id), coalesce(t.start_latest <= day AND day <= t.end_earliest, false)]] AS patrons
ORDER BY event, person
