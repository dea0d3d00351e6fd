-- Every event gets a name that is unique over all machines, so that two histories can be merged; and an event may be
-- of a kind that only later versions know, with its own `data`: it is kept, exported and skipped by replay.
CREATE TABLE events_named (
    sequence INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,    -- place in the log that it was first written to, and where it came from
    at TEXT NOT NULL,            -- UTC, ISO 8601, microseconds
    app TEXT NOT NULL,           -- version that wrote the event
    session TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind != ''),
    about INTEGER REFERENCES events_named (sequence),  -- rating and undo: which answer
    rating INTEGER CHECK (rating BETWEEN 1 AND 4),  -- answer: the suggested one; rating: the user's
    question TEXT,               -- id; of a foreign bank `<bank>/<id>`
    category TEXT,
    topic TEXT,
    type TEXT,
    difficulty INTEGER,
    lang TEXT,
    answer TEXT,
    options TEXT,                -- JSON list: the file's option at each shown place, from 0
    variables TEXT,              -- JSON object: the numbers that were asked
    score REAL CHECK (score BETWEEN 0 AND 1),
    duration_ms INTEGER CHECK (duration_ms >= 0),
    hints INTEGER,
    data TEXT,                   -- JSON: what a setting says
    CHECK (kind NOT IN ('rating', 'undo') OR about IS NOT NULL),
    CHECK (kind NOT IN ('answer', 'skip') OR (question IS NOT NULL AND about IS NULL)),
    CHECK (kind NOT IN ('answer', 'rating') OR rating IS NOT NULL),
    CHECK ((kind = 'answer') = (answer IS NOT NULL)),
    CHECK ((kind = 'answer') = (score IS NOT NULL)),
    CHECK ((kind = 'answer') = (duration_ms IS NOT NULL))
);
-- The same on every machine that holds a copy of the file: an old event keeps one name wherever it is migrated.
INSERT INTO events_named (sequence, uid, at, app, session, kind, about, rating, question, category, topic, type,
    difficulty, lang, answer, options, variables, score, duration_ms, hints)
SELECT sequence, printf('%010d-%s', sequence, session), at, app, session, kind, about, rating, question, category,
    topic, type, difficulty, lang, answer, options, variables, score, duration_ms, hints
FROM events ORDER BY sequence;
DROP TABLE events;
ALTER TABLE events_named RENAME TO events;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
CREATE INDEX events_that_set ON events (kind, at) WHERE data IS NOT NULL;
