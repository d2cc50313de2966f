// question: Who commanded this unit or a unit under it, on a day or ever?
// draw: table
// parameter unit: id Unit -- The unit.
// parameter on: day = none -- The day; without it, all time.
// parameter below: integer = 1 -- 1: the units under it too; 0: the unit alone.
// column unit -- The id of the unit that was commanded.
// column unit_name -- The unit.
// column person -- The commander's id.
// column name -- The commander.
// column role -- The role.
// column rank -- The rank.
// column holds -- certain or possible on the day, the ties to the unit above them too; without a day, possible where they only may have been at one time.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column fact -- The id that opens the evidence.
MATCH (:Unit:Entity {id: $unit}) ((above)<-[ties:SUBORDINATE_TO WHERE ($on IS NULL OR (coalesce(ties.start_earliest <= $on, true) AND coalesce(ties.end_latest >= $on, true)))]-(under)){0,20} (u:Unit)
WHERE $below > 0 OR size(ties) = 0
MATCH (p:Person)-[c:COMMANDS]->(u)
WHERE $on IS NULL OR (coalesce(c.start_earliest <= $on, true) AND coalesce(c.end_latest >= $on, true))
WITH u, p, c, ties + [c] AS facts
WITH u, p, c, facts,
    reduce(last = date('0001-01-01'), f IN facts | CASE WHEN f.start_earliest > last THEN f.start_earliest ELSE last END) AS begun,
    reduce(first = date('9999-12-31'), f IN facts | CASE WHEN f.end_latest < first THEN f.end_latest ELSE first END) AS ended
WHERE begun <= ended
WITH u, p, c, max(CASE
    WHEN $on IS NOT NULL THEN all(f IN facts WHERE coalesce(f.start_latest <= $on AND $on <= f.end_earliest, false))
    WHEN any(f IN facts WHERE f.start_latest IS NULL OR f.end_earliest IS NULL) THEN false
    ELSE reduce(last = date('0001-01-01'), f IN facts | CASE WHEN f.start_latest > last THEN f.start_latest ELSE last END)
        <= reduce(first = date('9999-12-31'), f IN facts | CASE WHEN f.end_earliest < first THEN f.end_earliest ELSE first END)
    END) AS certain
RETURN u.id AS unit, coalesce(u.name, u.id) AS unit_name, p.id AS person, coalesce(p.name, p.id) AS name, c.role AS role, c.rank AS rank,
    CASE WHEN certain THEN 'certain' ELSE 'possible' END AS holds,
    c.start_earliest AS start_earliest, c.start_latest AS start_latest,
    c.end_earliest AS end_earliest, c.end_latest AS end_latest, c.id AS fact
ORDER BY unit_name, coalesce(c.start_latest, c.end_earliest), name, fact
