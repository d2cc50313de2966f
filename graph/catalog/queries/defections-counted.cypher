// question: Which defections count for this unit in the leak measure, by their middle day?
// draw: table
// parameter unit: id Unit -- The unit; it and all that is under it on the day of each event.
// parameter from: day -- The first day of the window.
// parameter to: day -- The last day of the window.
// column event -- The defection's id.
// column reported_for -- The unit that sources name.
// column day -- Its middle day.
// column count_low -- The least number of persons.
// column persons -- How many persons it counts for; one where no number is known.
// column count_high -- The greatest number of persons.
// column total -- The persons of all rows: the measure's `defectors`.
MATCH (target:Unit:Entity {id: $unit})
MATCH (target) ((y)<-[p:SUBORDINATE_TO WHERE coalesce(p.start_earliest <= $to, true) AND coalesce(p.end_latest >= $from, true)]-(x))* (own:Unit)
WITH DISTINCT target, own
MATCH (d:Defection)-[:FROM_UNIT]->(own)
WITH target, d, own, CASE
    WHEN d.date_earliest IS NULL THEN d.date_latest
    WHEN d.date_latest IS NULL THEN d.date_earliest
    ELSE d.date_earliest + duration({days: duration.inDays(d.date_earliest, d.date_latest).days / 2}) END AS day
WHERE $from <= day AND day <= $to
CALL (own, day) {
    MATCH (own) ((x)-[r:SUBORDINATE_TO WHERE (r.start_latest <= day AND day <= r.end_earliest)
        OR (coalesce(r.start_earliest <= day, true) AND coalesce(r.end_latest >= day, true)
            AND NOT EXISTS { MATCH (x)-[s:SUBORDINATE_TO]->() WHERE s.start_latest <= day AND day <= s.end_earliest })]->(y))* (above:Unit)
    RETURN collect(DISTINCT above) AS chain
}
WITH target, chain, d, own, day, coalesce(d.count, d.count_low, d.count_high, 1) AS persons WHERE target IN chain
WITH collect({d: d, own: own, day: day, persons: persons}) AS rows, sum(persons) AS total
UNWIND rows AS row
RETURN row.d.id AS event, row.own.id AS reported_for, row.day AS day, row.d.count_low AS count_low,
    row.persons AS persons, row.d.count_high AS count_high, total
ORDER BY day, event
