// question: What moved those who defected, and what held them back?
// draw: table
// column motive -- The motive; empty where none is given.
// column obstacle -- The obstacle; empty where none is given.
// column events -- How many events have both.
// column defectors -- How many persons, an event without a count being one.
MATCH (d:Defection)
UNWIND coalesce(d.motives, [null]) AS motive
UNWIND coalesce(d.obstacles, [null]) AS obstacle
RETURN motive, obstacle, count(d) AS events, sum(coalesce(d.count, d.count_low, 1)) AS defectors
ORDER BY defectors DESC, motive, obstacle
