// question: Which units are there, and when did they exist? What the leak measure reads.
// draw: table
// column unit -- The unit's id.
// column name -- The unit.
// column echelon -- Its echelon.
// column placeholder -- Whether it only stands for a unit that nobody named.
// column start_earliest -- It began on this day or later.
// column start_latest -- It began on this day or earlier.
// column end_earliest -- It ended on this day or later.
// column end_latest -- It ended on this day or earlier.
MATCH (u:Unit)
RETURN u.id AS unit, coalesce(u.name, u.id) AS name, u.echelon AS echelon,
    coalesce(toLower(u.name) STARTS WITH 'unknown ' OR toLower(u.name) STARTS WITH 'unnamed ', false) AS placeholder,
    toString(u.start_earliest) AS start_earliest, toString(u.start_latest) AS start_latest,
    toString(u.end_earliest) AS end_earliest, toString(u.end_latest) AS end_latest
ORDER BY unit
