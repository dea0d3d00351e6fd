-- Everything the user did, in the order it happened. All other state is rebuilt from it by replay.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,            -- UTC, ISO 8601, microseconds
    app TEXT NOT NULL,           -- version that wrote the event
    session TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answer', 'skip', 'rating', 'undo')),
    about INTEGER REFERENCES events (sequence),  -- rating and undo: which answer
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
    CHECK ((kind IN ('rating', 'undo')) = (about IS NOT NULL)),
    CHECK ((kind IN ('answer', 'skip')) = (question IS NOT NULL)),
    CHECK ((kind IN ('answer', 'rating')) = (rating IS NOT NULL)),
    CHECK ((kind = 'answer') = (answer IS NOT NULL)),
    CHECK ((kind = 'answer') = (score IS NOT NULL)),
    CHECK ((kind = 'answer') = (duration_ms IS NOT NULL))
);
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
