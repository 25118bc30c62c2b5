-- +goose Up

-- What vendors' documents taught us ------------------------------------------

-- A layout is how one vendor's documents look: marks that only this vendor
-- prints, and words at their places.
CREATE TABLE layout (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id  bigint NOT NULL REFERENCES entity,
    vendor_id  bigint NOT NULL REFERENCES vendor,
    marks      text[] NOT NULL, -- folded; a page must show one of them
    body       text   NOT NULL, -- JSON of ocr/memory's Layout
    invoice_id bigint NOT NULL REFERENCES invoice, -- it was first seen on
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX layout_vendor ON layout (vendor_id);
CREATE INDEX layout_marks ON layout USING gin (marks);

-- A lesson is where one field stands. Its standing follows from the evidence:
-- active while it held more often than it was contradicted, else demoted.
CREATE TABLE lesson (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layout_id    bigint NOT NULL REFERENCES layout,
    key          text   NOT NULL, -- the same thing learnt twice has one key
    term         text   NOT NULL,
    body         text   NOT NULL, -- JSON of ocr/memory's Lesson
    place        text   NOT NULL, -- "right", "below", …: these four are shown to people
    printed      text   NOT NULL, -- the words it goes by
    value        text   NOT NULL, -- where it is the same on every document
    source       text   NOT NULL, -- "document 17"
    state        text   NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'demoted', 'forgotten')),
    draft_id     bigint NOT NULL REFERENCES draft, -- it was learnt from
    taught_by    text   NOT NULL, -- who corrected or confirmed that draft
    forgotten_by text   NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (layout_id, key),
    CHECK ((state = 'forgotten') = (forgotten_by <> ''))
);

-- What each checked invoice said about a lesson. An invoice corrected twice is
-- still one witness.
CREATE TABLE lesson_evidence (
    lesson_id  bigint  NOT NULL REFERENCES lesson,
    invoice_id bigint  NOT NULL REFERENCES invoice,
    draft_id   bigint  NOT NULL REFERENCES draft,
    held       boolean NOT NULL,
    PRIMARY KEY (lesson_id, invoice_id)
);

-- Which drafts were learnt from, so that learning twice changes nothing.
CREATE TABLE learning (
    invoice_id bigint  NOT NULL REFERENCES invoice,
    draft_id   bigint  NOT NULL REFERENCES draft,
    confirmed  boolean NOT NULL, -- a person vouched for all of it
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (invoice_id, draft_id, confirmed)
);
