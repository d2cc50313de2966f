// question: Which patrons have the most clients?
// draw: bars
// parameter on: day = none -- The day; without it, all time.
// parameter basis: concept patronage-basis = none -- Only ties on this basis.
// parameter limit: integer = 100 -- At most so many rows.
// column patron -- The patron's id.
// column name -- The patron.
// column clients -- How many clients.
// column certain -- How many of them certainly on the day; without a day, all.
MATCH (c:Person)-[r:CLIENT_OF]->(p:Person)
WHERE ($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true))) AND ($basis IS NULL OR r.basis = $basis)
RETURN p.id AS patron, coalesce(p.name, p.id) AS name, count(DISTINCT c) AS clients,
    count(DISTINCT CASE WHEN $on IS NULL OR (r.start_latest <= $on AND $on <= r.end_earliest) THEN c END) AS certain
ORDER BY clients DESC, name, patron LIMIT $limit
