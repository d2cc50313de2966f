// question: In which months did people defect?
// draw: bars
// column month -- The month of the earliest day on which it can have been; empty where no date is given.
// column events -- How many events.
// column defectors -- How many persons, an event without a count being one.
MATCH (d:Defection)
RETURN substring(toString(d.date_earliest), 0, 7) AS month, count(d) AS events,
    sum(coalesce(d.count, d.count_low, 1)) AS defectors
ORDER BY month
