// question: Who is whose client, on what basis, and when? What shares and rings of patrons are made from.
// draw: table
// column client -- The client's id.
// column client_name -- The client.
// column patron -- The patron's id.
// column patron_name -- The patron.
// column basis -- The basis of the tie.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
// column confidence -- The best confidence behind it.
// column claims -- How many claims stand behind it.
// column conflict -- Whether its claims disagree.
// column fact -- The id that opens the evidence.
MATCH (c:Person)-[r:CLIENT_OF]->(p:Person)
RETURN c.id AS client, coalesce(c.name, c.id) AS client_name, p.id AS patron, coalesce(p.name, p.id) AS patron_name, r.basis AS basis,
    r.start_earliest AS start_earliest, r.start_latest AS start_latest,
    r.end_earliest AS end_earliest, r.end_latest AS end_latest,
    r.confidence AS confidence, size(r.claims) AS claims, coalesce(size(r.conflicts), 0) > 0 AS conflict, r.id AS fact
ORDER BY client, patron, fact
