// question: Which claims were recorded or taken back since a day?
// draw: table
// parameter since: day -- The day.
// parameter limit: integer = 100 -- At most so many rows.
// column claim -- The claim's id.
// column subject -- What it is about.
// column predicate -- What it claims of it.
// column source -- Who says so.
// column recorded -- The day on which it was recorded.
// column retired -- The day on which it was taken back.
MATCH (c:Claim)
WHERE c.recorded >= $since OR c.retired >= $since
RETURN c.id AS claim, c.subject AS subject, c.predicate AS predicate, c.source AS source,
    c.recorded AS recorded, c.retired AS retired
ORDER BY coalesce(c.retired, c.recorded) DESC, claim LIMIT $limit
