"""The newest attempts: clauses of Cypher 25, loops in one expression, what chokes the planner; honest questions too."""

_A = "a" * 2_000


def nested(word: str, depth: int) -> str:
    """A subquery in a subquery in a subquery."""
    text = "MATCH (z) RETURN z.id AS i"
    for number in range(depth):
        text = f"MATCH (n{number}) RETURN {word} {{ {text} }} AS i"
    return text


def looped(word: str, names: str = "abcd") -> str:
    """A test of a list for each of its own, as often as there are names."""
    text = " + ".join(names) + " = 'x'"
    for name in reversed(names):
        text = f"{word}({name} IN s WHERE {text})"
    return f"MATCH (n) WITH collect(n.id) AS s RETURN {text} AS a"


# Writing by clauses that came lately, or by their odd forms.
NEWEST = {
    "when then write": "MATCH (n) CALL (n) { WHEN true THEN { SET n.a = 1 } ELSE { FINISH } } RETURN n",
    "when in capitals first": "WHEN 1 = 1 THEN MATCH (n) DETACH DELETE n",
    "next in braces": "MATCH (n) RETURN n NEXT { MATCH (m) DELETE m }",
    "next after call": "CALL () { RETURN 1 AS a } RETURN a NEXT MERGE (m:X) RETURN m",
    "insert of a path": "MATCH (a) INSERT (a)-[:T {a: 1}]->(:X&Y)",
    "insert with is": "INSERT (n IS X)",
    "for and set": "FOR x IN [1, 2] MATCH (n) SET n.a = x",
    "filter where and set": "MATCH (n) FILTER WHERE n.a IS NULL SET n.a = 1 FINISH",
    "limit first": "MATCH (n) ORDER BY n.id OFFSET 1 LIMIT 1 REMOVE n.name",
    "search and set": "MATCH (n) SEARCH n IN (VECTOR INDEX x FOR [1.0] LIMIT 5) SCORE AS s SET n.a = s",
    "dynamic index write": "MATCH (n) SET n[$k] = 1",
    "dynamic labels all": "MATCH (n) SET n:$all(['A', 'B'])",
    "dynamic type merged": "MATCH (a), (b) MERGE (a)-[:$(a.name)]->(b)",
    "set in a second branch": "RETURN 1 AS a UNION DISTINCT CALL () { MATCH (n) SET n.a = 1 "
    "RETURN n } RETURN 1 AS a",
    "report status": "UNWIND [1] AS x CALL (x) { CREATE (n) } IN 3 CONCURRENT TRANSACTIONS OF 1 ROW "
    "ON ERROR CONTINUE REPORT STATUS AS s RETURN s",
    "retried transactions": "UNWIND [1] AS x CALL (x) { CREATE (n) } IN TRANSACTIONS "
    "ON ERROR RETRY FOR 60 SECONDS THEN FAIL",
    "graph type altered": "ALTER CURRENT GRAPH TYPE ADD { (u:Unit => {a :: STRING}) }",
    "graph type set": "MATCH (n) RETURN n NEXT ALTER CURRENT GRAPH TYPE SET { (u:Unit =>) }",
    "graph type extended": "EXTEND GRAPH TYPE WITH { (u:Unit) }",
    "dotless i in the middle": "MATCH (n) D\u0131N RETURN n MERGE (m)",
    "kelvin": "MATCH (n) \u212aEEP DELETE n",
    "byte order mark": "\ufeffCREATE (n)",
    "byte order mark within": "MATCH (n)\ufeff SET n.a = 1",
    "mongolian separator": "MATCH (n)\u180eSET\u180en.a = 1",
    "word joiner": "MATCH (n)\u2060DELETE\u2060n",
    "line separator": "MATCH (n)\u2028SET\u2029n.a = 1",
    "next line": "MATCH (n)\x85SET n.a = 1",
    "ideographic space": "MATCH (n)\u3000SET\u3000n.a = 1",
    "separator ends no comment": "RETURN 1 AS a // x\u2028\nUNION CREATE (n) RETURN 1 AS a",
    "vertical tab and a comment": "MATCH (n)\x0b/**/\x0bDELETE/*/*/n",
    "keyword split by a comment": "MATCH (n) CRE/**/ATE (m) SET m.a = 1",
    "glued to a hexadecimal number": "WITH 0x1FSET AS a MATCH (n) SET n.a = 1",
    "glued to an exponent": "MATCH (n) WHERE n.a = 1e5SET n.a = 2",
    "glued to a parameter": "MATCH (n) WHERE n.a = $1SET n.a = 2",
    "behind a quoted parameter": "MATCH (n) WHERE n.a = $`x`SET n.a = 2",
    "parameter as a map": "CREATE (n $props)",
    "quoted end in a parameter": "MATCH (n {id: $`a``b`}) DELETE n",
    "options in a row": "CYPHER 25 runtime=slotted planner=cost MATCH (n) DELETE n",
    "option behind no space": "CYPHER/**/operatorEngine=interpreted MATCH (n) SET n.a = 1",
    "three statements": "RETURN 1;;RETURN 2;DROP INDEX names;",
    "mixed case": "eXpLaIn MATCH (n) RETURN n",
    "profile behind a mark": "\u200ePROFILE MATCH (n) DELETE n",
    "let a subquery write": "LET x = COLLECT { MERGE (m:X) RETURN m } RETURN x",
    "exists of a write in a sort": "MATCH (n) RETURN n ORDER BY EXISTS { CREATE (m) RETURN m }",
    "write in a map": "MATCH (n) RETURN n { .id, x: COUNT { DETACH DELETE n RETURN 1 } } AS a",
}  # fmt: skip

LOOKED = {
    "show with where": "SHOW TRANSACTIONS WHERE username = 'neo4j'",
    "show graph type": "SHOW CURRENT GRAPH TYPE",
    "show graph type as": "SHOW GRAPH TYPES YIELD *",
    "show constraints": "SHOW ALL CONSTRAINTS YIELD createStatement RETURN createStatement",
    "show servers": "SHOW SERVERS YIELD address",
    "show aliases": "SHOW ALIASES FOR DATABASE YIELD url, user",
    "show auth rules": "SHOW AUTH RULES",
    "show supported privileges": "SHOW SUPPORTED PRIVILEGES",
    "terminate many": "TERMINATE TRANSACTION 'neo4j-transaction-1', 'neo4j-transaction-2' YIELD message",
    "terminate in a subquery": "CALL () { TERMINATE TRANSACTIONS 'a' } RETURN 1",
    "use default": "USE neo4j MATCH (n) RETURN n",
    "use in union": "MATCH (n) RETURN n UNION USE system MATCH (n) RETURN n",
    "use in exists": "RETURN EXISTS { USE system MATCH (n) } AS a",
    "use quoted": "USE `system` RETURN 1",
    "ping": "CALL db.ping()",
    "info": "CALL db.info()",
    "fleet debug": "CALL fleetManagement.debugLogging(true)",
    "fleet restart": "CALL fleetManagement.restart()",
    "meta data": "CALL tx.getMetaData()",
    "capabilities": "CALL dbms.listCapabilities()",
    "vector of relationships": "CALL db.index.vector.queryRelationships('x', 5, [1.0]) YIELD score "
    "RETURN score",
    "graph by name in lower case": "RETURN graph.byname('system')",
    "procedure in a when": "MATCH (n) CALL (n) { WHEN true THEN CALL dbms.components() YIELD name "
    "RETURN name } RETURN name",
    "known procedure with a tail": "CALL db.labels.x()",
    "known procedure behind a comment": "CALL db.labels/**/./**/`x`()",
}  # fmt: skip

# Reaching out, with the newest functions.
OUT = {
    "load csv in a when": "MATCH (n) CALL (n) { WHEN true "
    "THEN LOAD CSV FROM 'http://127.0.0.1:1' AS r RETURN r } RETURN r",
    "load csv by s3": "LOAD CSV FROM 's3://x/y' AS r RETURN r",
    "load csv after next": "RETURN 1 AS a NEXT LOAD CSV FROM 'file:///x' AS r RETURN r",
    "load csv in exists": "RETURN EXISTS { LOAD CSV FROM 'http://127.0.0.1:1' AS r RETURN r } AS a",
    "genai with comments": "RETURN genai/**/.vector/**/.encode('x', 'OpenAI', {token: 't'})",
    "text by a model": "RETURN ai.text.completion('x', 'OpenAI', {token: 't'}) AS a",
    "pattern by a function": "RETURN string.regexReplace('aaaa', '(a+)+b', 'x') AS a",
    "text joined by a function": "WITH ['aaaa', 'aaaa'] AS s RETURN string.join(s, 'aaaa') AS a",
    "list grown by a function": "WITH [1] AS s RETURN coll.insert(coll.insert(s, 0, s), 0, s) AS a",
}  # fmt: skip

TURNS = {
    "all in all": looped("all"),
    "any in any": looped("any", "abc"),
    "none in single": looped("none", "ab"),
    "lists of lists": "MATCH (n) WITH collect(n.id) AS s RETURN size([a IN s WHERE size([b IN s "
    "WHERE a = b]) > 0]) AS n",
    "lists behind a bar": "MATCH (n) WITH collect(n.id) AS s RETURN [a IN s | size([b IN s | a + b])] AS n",
    "loops over a split text": "WITH split('" + "a," * 900 + "', ',') AS s RETURN any(a IN s "
    "WHERE any(b IN s WHERE a = b + a))",
    "loops over a parameter": "RETURN any(a IN $x WHERE any(b IN $x WHERE a + b = 'x')) AS a",
    "loops over a map": "MATCH (n) WITH {l: collect(n.id)} AS m RETURN all(a IN m.l "
    "WHERE all(b IN m.l WHERE a + b <> 'x')) AS a",
    "loops over lengths": "MATCH (n) WITH collect(n.id) AS s "
    "RETURN size([a IN range(0, size(s)) | [b IN range(0, size(s)) | [c IN range(0, size(s)) | 0]]]) AS n",
    "loops over written lists": "RETURN size([a IN [" + "1, " * 300 + "1] WHERE any(b IN [" + "1, " * 300
    + "1] WHERE any(c IN [" + "1, " * 300 + "1] WHERE any(d IN [" + "1, " * 300 + "1] WHERE a + b + c + d = 0)))])",
    "loops over quoted names": "MATCH (n) WITH collect(n.id) AS `s` RETURN all(a IN `s` "
    "WHERE all(b IN `s` WHERE a + b <> ''))",
    "folded with a test": "RETURN allReduce(s = 'a', x IN range(1, 40) | s + s, size(s) > 0) AS a",
    "pattern on a long text": f"RETURN '{_A}' =~ '.*.*.*b' AS a",
    "pattern on a grown text": f"WITH '{_A}' AS s WITH s + s + s + s + s + s + s + s AS s "
    f"RETURN s =~ '.*a.*a.*b' AS a",
    "pattern in a loop": "RETURN [x IN range(1, 1000000) WHERE 'aaaa' =~ '.*.*.*b'] AS a",
    "pattern of choices": "RETURN '" + "a" * 60 + "' =~ '" + "(a|aa)" * 20 + "b' AS a",
    "pattern of optional groups": "RETURN '" + "a" * 60 + "' =~ '" + "(a|aa)?" * 20 + "b' AS a",
    "pattern counted": f"RETURN '{_A}' =~ 'a{{0,900}}a{{0,900}}a{{0,900}}b' AS a",
    "pattern that looks back": "RETURN '" + "a" * 900 + "' =~ '(a*)(a*)\\\\1\\\\2b' AS a",
    "pattern in quotes": "RETURN 'aaaa' =~ '(?:a|aa)\\\\Q\\\\E+b' AS a",
    "pattern with spaces": "RETURN 'aaaa' =~ '(?x)(a|aa) b' AS a",
    "many xor flat": "MATCH (n) WHERE " + " XOR ".join(f"n.p{n}" for n in range(22)) + " RETURN n",
    "xor by twenty": "MATCH (a), (b), (c), (d) "
    "WHERE " + " XOR ".join(f"a.p{n}" for n in range(20)) + " RETURN a",
    "many xor in brackets": "MATCH (n) "
    "WHERE " + "(" * 20 + "n.a" + "".join(f" XOR n.b{n})" for n in range(20)) + " RETURN n",
    "patterns twenty deep": "MATCH (n) RETURN " + "[(n)--() | " * 20 + "1" + "]" * 20 + " AS a",
    "counts twenty deep": nested("COUNT", 20),
    "collects twenty deep": nested("COLLECT", 20),
    "exists twenty deep": "MATCH (n) WHERE " + "EXISTS { (n)--() "
    "WHERE " * 20 + "true" + " }" * 20 + " RETURN n",
    "long text in a list": f"RETURN [x IN range(1, 1000000) | '{_A}'] AS a",
    "list in a long range": "MATCH (n) WITH collect(n) AS s RETURN [x IN range(1, 1000000) | s] AS a",
    "text replaced by itself grown": f"WITH '{_A}' AS s WITH s + s + s + s + s + s + s + s AS s "
    f"RETURN size(replace(s, 'a', s)) AS n",
}  # fmt: skip

# What passes as text and ends in words: at a limit, in the plan, or as an answer without harm.
ENDS_TOO = {
    "day of no year": "RETURN date({year: 0}) AS a",
    "day far away": "RETURN date('-999999999-01-01') AS a, localdatetime('+999999999-12-31T23:59:59') AS b",
    "odd time zone": "RETURN datetime({year: 2020, timezone: 'SystemV/AST4ADT'}) AS a",
    "moment before the first": "RETURN datetime({year: 1, timezone: '+18:00'}) AS a",
    "span too long": "RETURN duration('P9999999999999999999999Y') AS a",
    "odd span": "RETURN duration({years: 9223372036854775807}) AS a",
    "rounded far": "RETURN round(1.5, 2147483647, 'HALF_UP') AS a",
    "number with an exponent": "RETURN toInteger('1e999999999') AS a",
    "number beyond": "RETURN 9223372036854775807 + 1 AS a",
    "point nowhere": "RETURN point({x: 1.0 / 0.0, y: 0.0 / 0.0}) AS a",
    "vector": "RETURN vector([1, 2, 3], 3, INTEGER8) AS a",
    "names of columns": "RETURN {`a``b`: 1, `<b>`: 3} AS `<script>`",
    "steps without number": "MATCH p = SHORTEST 1 (a)-->{100000000}(b) RETURN p",
    "steps of groups": "MATCH p = SHORTEST 1 (a) ((x)-->(y)){2000000,} (b) RETURN p",
    "shortest groups": "MATCH p = SHORTEST 1000000000 GROUPS (a)--+(b) RETURN count(p) AS n",
    "any of many": "MATCH p = ANY 1000000000 (a)--+(b) RETURN count(p) AS n",
    "repeated elements": "MATCH REPEATABLE ELEMENTS p = (a)--{1,100000}(b) RETURN count(p) AS n",
    "acyclic": "MATCH p = ACYCLIC (a)--+(b), (c), (d), (e), (f), (g) RETURN count(p) AS n",
    "labels in thirty": "MATCH (n:" + "|".join(f"(A{n}&B{n})" for n in range(30)) + ") RETURN n",
    "star of sixty": "MATCH " + ", ".join(f"(a)--(b{n})" for n in range(60)) + " RETURN count(*) AS n",
    "chain of seventy": "MATCH " + "--".join(f"(a{n})" for n in range(70)) + " RETURN count(*) AS n",
    "collected of collected": "MATCH (a) WITH collect(a.id) AS s MATCH (b) WITH collect(s) AS s "
    "MATCH (c) WITH collect(s) AS s "
    "MATCH (d) WITH collect(s) AS s MATCH (e) WITH collect(s) AS s RETURN s",
    "search clause": "MATCH (n) SEARCH n IN (VECTOR INDEX x FOR [1.0] LIMIT 5) RETURN n",
    "finish": "MATCH (n) FINISH",
}  # fmt: skip

# What an honest analyst asks: none of it is refused.
HONEST = {
    "words in a text": "MATCH (u:Unit) WHERE u.name CONTAINS 'set up; create, delete or load' RETURN u.name",
    "apostrophe": "MATCH (p:Person) WHERE p.name = 'O\\'Neill' OR p.name = \"O'Neill\" RETURN p.name",
    "properties like words": "MATCH (n) RETURN n.set, n.show, n.load, n.use, n.range, n.reduce LIMIT 5",
    "leaks by unit": "MATCH (d:Defection)-[:FROM_UNIT]->(u:Unit) RETURN u.name AS unit, count(d) AS n "
    "ORDER BY n DESC LIMIT 10",
    "having": "MATCH (u:Unit)<-[r]-(p:Person) WITH u, count(DISTINCT p) AS n WHERE n > 3 RETURN u.name, n",
    "optional with coalesce": "MATCH (u:Unit) OPTIONAL MATCH (u)-[:SUBORDINATE_TO]->(s:Unit) "
    "RETURN u.name, coalesce(s.name, '–') AS over",
    "no superior": "MATCH (u:Unit) WHERE NOT (u)-[:SUBORDINATE_TO]->() RETURN u.name",
    "quantified with a condition": "MATCH p = (a:Unit) (()-[r:SUBORDINATE_TO "
    "WHERE r.start_latest <= date('2021-06-01')]->()){1,6} (b:Unit) "
    "RETURN a.name, b.name, length(p) AS steps LIMIT 50",
    "any shortest": "MATCH p = ANY SHORTEST "
    "(a:Unit {id: 'u1'})-[:SUBORDINATE_TO]-+(b:Unit {id: 'u2'}) RETURN [n IN nodes(p) | n.name] AS way",
    "shortest two": "MATCH p = SHORTEST 2 (a:Unit {id: 'u1'})--+(b:Unit {id: 'u2'}) RETURN length(p)",
    "held on a day": "WITH date('2021-02-01') AS day MATCH (u:Unit)-[r:SUBORDINATE_TO]->(s:Unit) "
    "WHERE (r.start_latest IS NULL OR r.start_latest <= day) "
    "AND (r.end_earliest IS NULL OR day <= r.end_earliest) RETURN u.name, s.name",
    "by month": "MATCH (d:Defection) WITH date.truncate('month', d.date_earliest) AS month "
    "RETURN month, count(*) AS n ORDER BY month",
    "days between": "MATCH (d:Defection) "
    "RETURN d.id, duration.inDays(date('2021-02-01'), d.date_earliest).days AS days LIMIT 20",
    "case of ranges": "MATCH (u:Unit) WITH u, COUNT { (u)<-[:SUBORDINATE_TO]-() } AS n "
    "RETURN CASE WHEN n = 0 THEN 'none' WHEN n < 5 THEN 'few' ELSE 'many' END AS size, count(*) AS units",
    "simple case": "MATCH (u:Unit) RETURN CASE u.echelon WHEN 'battalion' THEN 1 ELSE 0 END AS is_battalion",
    "list of names": "MATCH (u:Unit) WITH collect(u.name) AS names RETURN [n IN names WHERE n STARTS "
    "WITH '1' | toUpper(n)] AS found",
    "labels within names": "MATCH p = (:Unit)-[*1..2]-() RETURN [n IN nodes(p) "
    "WHERE any(l IN labels(n) WHERE l = 'Unit') | n.name] AS units LIMIT 5",
    "aliases": "MATCH (u:Unit) WHERE any(a IN u.aliases WHERE toLower(a) CONTAINS 'inf') "
    "RETURN u.name, u.aliases",
    "aliases of many": "MATCH (u:Unit) WITH collect(u) AS us RETURN [u IN us WHERE any(a IN u.aliases "
    "WHERE a = 'x') | u.name] AS names",
    "difference of lists": "MATCH (u:Unit) WITH collect(u.id) AS all_ids "
    "MATCH (v:Unit)-[:SUBORDINATE_TO]->() "
    "WITH all_ids, collect(v.id) AS under RETURN [x IN all_ids WHERE NOT x IN under] AS rest",
    "pattern comprehension": "MATCH (u:Unit) "
    "RETURN u.name, [(u)<-[:SUBORDINATE_TO]-(s) | s.name] AS under LIMIT 10",
    "pattern of letters": "MATCH (u:Unit) "
    "WHERE u.name =~ '(?i).*(light|heavy)? ?inf(antry)?.*(div|bde)\\\\.?' RETURN u.name",
    "years by unwind": "UNWIND range(2011, 2025) AS year OPTIONAL MATCH (d:Defection) "
    "WHERE d.date_earliest.year = year RETURN year, count(d) AS n",
    "months of a range": "WITH [m IN range(0, 11) | date('2021-01-01') + duration({months: m})] AS months "
    "UNWIND months AS month RETURN month",
    "share": "MATCH (d:Defection) WITH count(d) AS all MATCH (d:Defection)-[:FROM_UNIT]->(u) "
    "WITH u, all, count(d) AS n RETURN u.name, round(100.0 * n / all, 1) AS share",
    "percentiles": "MATCH (d:Defection) "
    "RETURN percentileCont(d.count, 0.5) AS middle, min(d.count) AS low, "
    "max(d.count) AS high, stDev(d.count) AS spread",
    "map projection": "MATCH (u:Unit) "
    "RETURN u {.*, under: [(u)<-[:SUBORDINATE_TO]-(s) | s.name]} AS unit LIMIT 3",
    "text put together": "MATCH (p:Person)-[r]->(u:Unit) "
    "RETURN "
    "p.name + ' (' + coalesce(r.role, '?') + ', ' + u.name + ')' AS who LIMIT 10",
    "union of kinds": "MATCH (u:Unit) RETURN 'unit' AS kind, count(*) AS n UNION ALL "
    "MATCH (p:Person) RETURN 'person' AS kind, count(*) AS n",
    "claims behind": "MATCH (p:Person)-[r]->(u:Unit) UNWIND r.claims AS claim "
    "RETURN claim, p.name, u.name LIMIT 20",
    "nested subqueries": "MATCH (u:Unit) WHERE EXISTS { MATCH (u)<-[:FROM_UNIT]-(d) "
    "WHERE COUNT { (d)--() } > 1 } RETURN u.name",
    "in a list of ids": "MATCH (u:Unit) "
    "WHERE u.id IN ['" + "', '".join(f"mm-unit-{n}" for n in range(100)) + "'] RETURN u.name",
    "labels or": "MATCH (n:Unit|Person) WHERE NOT n:Person RETURN labels(n) AS kinds, count(*) AS n",
    "skip and limit": "MATCH (u:Unit) RETURN u.name ORDER BY u.name SKIP 20 LIMIT 10",
}  # fmt: skip

NEWEST_REFUSED = {**NEWEST, **LOOKED, **OUT, **TURNS}
