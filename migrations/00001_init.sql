-- +goose Up

-- Amounts are numeric beside their currency; hashes are SHA-256 in lower-case
-- hexadecimal; times come from Postgres, never from a client's clock.
-- Tables marked evidence are only ever inserted into: a trigger refuses the rest,
-- and the role payable_app, under which the program works, lacks the right.

CREATE DOMAIN sha256 AS text CHECK (VALUE ~ '^[0-9a-f]{64}$');

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is evidence: rows are never changed or removed', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION make_evidence(t regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER evidence BEFORE UPDATE OR DELETE OR TRUNCATE ON %s EXECUTE FUNCTION refuse_change()', t);
END $$;
-- +goose StatementEnd

-- The customer ---------------------------------------------------------------

CREATE TABLE instance (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    name         text  NOT NULL,             -- bound into approval tokens
    approval_key bytea NOT NULL CHECK (length(approval_key) = 32)
);

CREATE TABLE entity (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      text   NOT NULL,
    aliases   text[] NOT NULL DEFAULT '{}',
    vat_ids   text[] NOT NULL DEFAULT '{}',
    currency  text   NOT NULL DEFAULT 'EUR',
    time_zone text   NOT NULL DEFAULT 'UTC',
    holidays  date[] NOT NULL DEFAULT '{}'
);
INSERT INTO entity (name) VALUES ('Main entity');

CREATE TABLE app_user (
    id             bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           text    NOT NULL UNIQUE CHECK (name = lower(name) AND name <> ''),
    full_name      text    NOT NULL DEFAULT '',
    password_hash  text    NOT NULL DEFAULT '', -- argon2id; empty: cannot log in
    active         boolean NOT NULL DEFAULT true,
    language       text    NOT NULL DEFAULT '',
    approval_limit numeric,                     -- null: no limit
    created_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE user_address (
    address text   PRIMARY KEY CHECK (address = lower(address)),
    user_id bigint NOT NULL REFERENCES app_user
);

CREATE TABLE user_role (
    user_id bigint NOT NULL REFERENCES app_user,
    role    text   NOT NULL CHECK (role IN ('clerk', 'approver', 'auditor', 'administrator')),
    PRIMARY KEY (user_id, role)
);

CREATE TABLE login_failure (
    key      text PRIMARY KEY, -- "user name" or "address 192.0.2.1"
    failures int  NOT NULL,
    until    timestamptz NOT NULL
);

-- alexedwards/scs keeps sessions here, ids hashed.
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

CREATE TABLE policy (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id  bigint NOT NULL REFERENCES entity,
    version    int    NOT NULL,
    body       text   NOT NULL, -- JSON of payable.Policy
    saved_by   text   NOT NULL,
    saved_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (entity_id, version)
);
SELECT make_evidence('policy');

-- The audit chain ------------------------------------------------------------

-- One row per entity, locked as the last thing a transaction does before it
-- appends: the chain has no gaps and no forks.
CREATE TABLE event_head (
    entity_id bigint PRIMARY KEY REFERENCES entity,
    seq       bigint NOT NULL,
    hash      bytea  NOT NULL
);

CREATE TABLE event (
    entity_id bigint NOT NULL REFERENCES entity,
    seq       bigint NOT NULL,
    at        timestamptz NOT NULL,
    actor     text   NOT NULL,
    action    text   NOT NULL,
    subject   text   NOT NULL, -- "invoice 17"
    allowed   boolean NOT NULL,
    detail    text   NOT NULL, -- JSON without personal data, hashed as it stands
    personal  bytea  NOT NULL, -- SHA-256 of event_personal.sealed, or empty
    before    bytea  NOT NULL,
    hash      bytea  NOT NULL,
    PRIMARY KEY (entity_id, seq)
);
CREATE INDEX event_subject ON event (subject, seq);
SELECT make_evidence('event');

-- Personal values beside the chain, sealed (AES-GCM) under a key per subject:
-- deleting the key erases them, and the chain still verifies.
CREATE TABLE personal_key (
    subject text  PRIMARY KEY,
    key     bytea NOT NULL
);
CREATE TABLE event_personal (
    entity_id bigint NOT NULL,
    seq       bigint NOT NULL,
    subject   text   NOT NULL,
    sealed    bytea  NOT NULL,
    PRIMARY KEY (entity_id, seq),
    FOREIGN KEY (entity_id, seq) REFERENCES event
);
SELECT make_evidence('event_personal');

-- Mail -----------------------------------------------------------------------

CREATE TABLE blob (
    hash      sha256 PRIMARY KEY,
    size      bigint NOT NULL,
    bytes     bytea  NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL; -- mail and PDF do not compress
SELECT make_evidence('blob');

CREATE TABLE message (
    hash       sha256 PRIMARY KEY REFERENCES blob,
    entity_id  bigint NOT NULL REFERENCES entity,
    size       bigint NOT NULL,             -- on the server; the blob holds only the header of a refused one
    message_id text   NOT NULL DEFAULT '',
    sender     text   NOT NULL DEFAULT '',
    recipient  text   NOT NULL DEFAULT '',
    subject    text   NOT NULL DEFAULT '',
    sent_at    timestamptz,
    stored_at  timestamptz NOT NULL DEFAULT now(),
    state      text   NOT NULL DEFAULT 'stored'
        CHECK (state IN ('stored', 'invoice', 'reply', 'bounce', 'automatic', 'other', 'unreadable', 'refused', 'parked')),
    reason     text   NOT NULL DEFAULT '',
    attempts   int    NOT NULL DEFAULT 0,
    CHECK (state = 'stored' OR reason <> '')
);
CREATE INDEX message_open ON message (stored_at) WHERE state = 'stored';
CREATE INDEX message_state ON message (state, stored_at);

-- The ledger. Its key makes capturing one mail twice impossible.
CREATE TABLE mailbox_entry (
    account      text   NOT NULL,
    folder       text   NOT NULL,
    uid_validity bigint NOT NULL,
    uid          bigint NOT NULL,
    message_hash sha256 NOT NULL REFERENCES message,
    stored_at    timestamptz NOT NULL DEFAULT now(),
    marked_at    timestamptz, -- flagged or moved on the server
    CONSTRAINT mailbox_entry_once UNIQUE (account, folder, uid_validity, uid)
);
CREATE INDEX mailbox_entry_message ON mailbox_entry (message_hash);
CREATE INDEX mailbox_entry_unmarked ON mailbox_entry (account, folder, uid_validity) WHERE marked_at IS NULL;

-- What the server said when it was last asked, for the reconciliation equation.
CREATE TABLE mailbox_folder (
    account      text   NOT NULL,
    folder       text   NOT NULL,
    uid_validity bigint NOT NULL,
    entity_id    bigint NOT NULL REFERENCES entity,
    on_server    bigint NOT NULL DEFAULT 0,  -- UIDs the server has
    in_ledger    bigint NOT NULL DEFAULT 0,  -- rows of this UIDVALIDITY
    gone         bigint NOT NULL DEFAULT 0,  -- rows whose mail is no longer there: moved, or deleted by somebody
    missing      bigint NOT NULL DEFAULT 0,  -- UIDs on the server without a row yet
    highest_uid  bigint NOT NULL DEFAULT 0,
    observed_at  timestamptz NOT NULL DEFAULT now(),
    connected    boolean NOT NULL DEFAULT true,
    problem      text   NOT NULL DEFAULT '',
    PRIMARY KEY (account, folder, uid_validity)
);

-- A mail the server has and will not give us whole.
CREATE TABLE mailbox_parked (
    account      text   NOT NULL,
    folder       text   NOT NULL,
    uid_validity bigint NOT NULL,
    uid          bigint NOT NULL,
    reason       text   NOT NULL,
    attempts     int    NOT NULL DEFAULT 1,
    parked_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, folder, uid_validity, uid)
);

-- Documents ------------------------------------------------------------------

CREATE TABLE document (
    hash sha256 PRIMARY KEY REFERENCES blob,
    size bigint NOT NULL
);
SELECT make_evidence('document');

CREATE TABLE occurrence (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id     bigint NOT NULL REFERENCES entity,
    document_hash sha256 NOT NULL REFERENCES document,
    message_hash  sha256 REFERENCES message,
    part          text   NOT NULL DEFAULT '',
    door          text   NOT NULL CHECK (door IN ('mail', 'upload', 'folder', 'api')),
    file_name     text   NOT NULL DEFAULT '',
    media_type    text   NOT NULL DEFAULT '',
    submitter     text   NOT NULL DEFAULT '', -- who uploaded it
    state         text   NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'reading', 'captured', 'copy', 'not_an_invoice', 'unreadable', 'quarantined')),
    reason        text   NOT NULL DEFAULT '',
    attempts      int    NOT NULL DEFAULT 0,
    received_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (message_hash, part),
    CHECK (state IN ('received', 'reading') OR reason <> '')
);
CREATE INDEX occurrence_document ON occurrence (document_hash);
CREATE INDEX occurrence_open ON occurrence (received_at) WHERE state IN ('received', 'reading');

CREATE TABLE draft (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occurrence_id bigint NOT NULL REFERENCES occurrence,
    document_hash sha256 NOT NULL REFERENCES document,
    previous_id   bigint REFERENCES draft,
    drawn_by      text   NOT NULL DEFAULT '',
    ordinal       int    NOT NULL,
    page_of       bigint REFERENCES draft, -- the page's own reading of a hybrid document's draft
    body          text   NOT NULL,         -- JSON of payable.Draft
    text_hash     text   NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX draft_once ON draft (occurrence_id, ordinal) WHERE previous_id IS NULL AND page_of IS NULL;
CREATE INDEX draft_text ON draft (text_hash) WHERE text_hash <> '';
CREATE INDEX draft_document ON draft (document_hash);
SELECT make_evidence('draft');

-- Vendors --------------------------------------------------------------------

CREATE TABLE vendor (
    id        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id bigint  NOT NULL REFERENCES entity,
    group_id  bigint  NOT NULL DEFAULT 0, -- 0: stands alone
    number    text    NOT NULL,
    name      text    NOT NULL,
    names     text[]  NOT NULL DEFAULT '{}',
    names_key text[]  NOT NULL DEFAULT '{}', -- words of all names, folded, for candidate search
    vat_ids   text[]  NOT NULL DEFAULT '{}',
    senders   text[]  NOT NULL DEFAULT '{}',
    active    boolean NOT NULL DEFAULT true,
    terms     int     NOT NULL DEFAULT 0,
    UNIQUE (entity_id, number)
);
CREATE INDEX vendor_vat ON vendor USING gin (vat_ids);
CREATE INDEX vendor_senders ON vendor USING gin (senders);
CREATE INDEX vendor_names ON vendor USING gin (names_key);

CREATE TABLE vendor_bank (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vendor_id   bigint NOT NULL REFERENCES vendor,
    iban        text   NOT NULL,
    bic         text   NOT NULL DEFAULT '',
    entered_by  text   NOT NULL,
    entered_at  timestamptz NOT NULL DEFAULT now(),
    verified_by text   NOT NULL DEFAULT '',
    since       timestamptz NOT NULL DEFAULT now(),
    until       timestamptz,
    UNIQUE (vendor_id, iban),
    -- Two persons: whoever entered an account cannot verify it.
    CHECK (verified_by = '' OR verified_by <> entered_by)
);
CREATE INDEX vendor_bank_iban ON vendor_bank (iban);

CREATE TABLE past_invoice (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id     bigint NOT NULL REFERENCES entity,
    vendor_id     bigint NOT NULL REFERENCES vendor,
    number        text   NOT NULL,
    number_normal text   NOT NULL,
    issued        date   NOT NULL,
    gross         numeric NOT NULL,
    currency      text   NOT NULL,
    credit_note   boolean NOT NULL DEFAULT false,
    order_number  text   NOT NULL DEFAULT '',
    UNIQUE (entity_id, vendor_id, number_normal, issued)
);

-- Orders and receipts --------------------------------------------------------

CREATE TABLE purchase_order (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id     bigint NOT NULL REFERENCES entity,
    ledger_id     text   NOT NULL,
    number        text   NOT NULL,
    number_normal text   NOT NULL,
    vendor_id     bigint NOT NULL REFERENCES vendor,
    currency      text   NOT NULL,
    state         text   NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'cancelled', 'absent')),
    ordered       date,
    buyer         text   NOT NULL DEFAULT '',
    imported_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (entity_id, ledger_id)
);
CREATE INDEX purchase_order_number ON purchase_order (entity_id, number_normal);
CREATE INDEX purchase_order_vendor ON purchase_order (vendor_id, state);

CREATE TABLE order_line (
    id                    bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id              bigint  NOT NULL REFERENCES purchase_order,
    number                text    NOT NULL,
    sku                   text    NOT NULL DEFAULT '',
    buyer_sku             text    NOT NULL DEFAULT '',
    description           text    NOT NULL DEFAULT '',
    quantity              numeric NOT NULL,
    unit                  text    NOT NULL DEFAULT '',
    price                 numeric NOT NULL,
    price_base            numeric NOT NULL DEFAULT 1 CHECK (price_base > 0),
    match_mode            text    NOT NULL DEFAULT 'three_way' CHECK (match_mode IN ('none', 'two_way', 'three_way')),
    opening_billed        numeric NOT NULL DEFAULT 0,
    opening_billed_amount numeric NOT NULL DEFAULT 0,
    opening_received      numeric NOT NULL DEFAULT 0,
    UNIQUE (order_id, number)
);

CREATE TABLE receipt (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id   bigint NOT NULL REFERENCES entity,
    ledger_id   text   NOT NULL,
    number      text   NOT NULL,
    despatch    text   NOT NULL DEFAULT '',
    received    date   NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (entity_id, ledger_id)
);

CREATE TABLE receipt_line (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    receipt_id    bigint NOT NULL REFERENCES receipt,
    number        text   NOT NULL,
    order_line_id bigint NOT NULL REFERENCES order_line,
    quantity      numeric NOT NULL, -- negative: a return
    UNIQUE (receipt_id, number)
);
CREATE INDEX receipt_line_order ON receipt_line (order_line_id);

-- Which file was imported when, so that importing it again is seen to change nothing.
CREATE TABLE import (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id   bigint NOT NULL REFERENCES entity,
    kind        text   NOT NULL CHECK (kind IN ('orders', 'receipts', 'vendors', 'past_invoices')),
    file_hash   sha256 NOT NULL,
    file_name   text   NOT NULL,
    by          text   NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    new_rows    int    NOT NULL,
    changed     int    NOT NULL,
    skipped     int    NOT NULL
);
CREATE INDEX import_kind ON import (entity_id, kind, at);

-- Invoices -------------------------------------------------------------------

-- What a draft says, parsed: a function of the draft, so it never changes either.
CREATE TABLE invoice_header (
    draft_id      bigint  PRIMARY KEY REFERENCES draft,
    credit_note   boolean NOT NULL,
    number        text    NOT NULL,
    number_normal text    NOT NULL,
    issued        date,
    due           date,
    currency      text    NOT NULL,
    order_refs    text[]  NOT NULL,
    despatch      text[]  NOT NULL,
    preceding     text[]  NOT NULL,
    seller_name   text    NOT NULL,
    seller_vat_id text    NOT NULL,
    buyer_name    text    NOT NULL,
    buyer_vat_id  text    NOT NULL,
    net           numeric,
    tax           numeric,
    gross         numeric,
    prepaid       numeric,
    rounding      numeric,
    payable       numeric,
    allowances    numeric,
    charges       numeric,
    vat           text    NOT NULL DEFAULT '[]', -- JSON of []payable.VATLine
    bank          text[]  NOT NULL
);
CREATE INDEX invoice_header_number ON invoice_header (number_normal);
SELECT make_evidence('invoice_header');

CREATE TABLE invoice_line (
    draft_id    bigint NOT NULL REFERENCES invoice_header,
    line        int    NOT NULL,
    description text   NOT NULL,
    sku         text   NOT NULL,
    buyer_sku   text   NOT NULL,
    quantity    numeric,
    unit        text   NOT NULL,
    unit_price  numeric,
    price_base  numeric,
    net         numeric,
    vat_rate    text   NOT NULL,
    allowance   numeric,
    charge      numeric,
    order_ref   text   NOT NULL,
    order_line  text   NOT NULL,
    despatch    text   NOT NULL,
    PRIMARY KEY (draft_id, line)
);
SELECT make_evidence('invoice_line');

CREATE TABLE invoice (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id     bigint NOT NULL REFERENCES entity,
    occurrence_id bigint NOT NULL REFERENCES occurrence,
    ordinal       int    NOT NULL,
    version       int    NOT NULL DEFAULT 1,
    draft_id      bigint NOT NULL REFERENCES invoice_header,
    vendor_id     bigint REFERENCES vendor,  -- as the current decision resolved it
    decision_id   bigint,                    -- the current one; null while captured
    copy_of       bigint REFERENCES invoice,
    state         text   NOT NULL DEFAULT 'captured'
        CHECK (state IN ('captured', 'review', 'held', 'waiting', 'approved', 'rejected', 'handed_over', 'posted', 'refused', 'paid')),
    owner         text   NOT NULL DEFAULT '',
    cause         text   NOT NULL DEFAULT '',
    submitter     text   NOT NULL DEFAULT '',
    -- What a person settled: payable.Overrides as JSON.
    overrides     text   NOT NULL DEFAULT '{}',
    captured_at   timestamptz NOT NULL DEFAULT now(),
    moved_at      timestamptz NOT NULL DEFAULT now(),
    -- One business document of one occurrence is one invoice, however often it is read.
    UNIQUE (occurrence_id, ordinal),
    CHECK (state <> 'held' OR (owner <> '' AND cause <> ''))
);
CREATE INDEX invoice_state ON invoice (state, moved_at);
CREATE INDEX invoice_vendor ON invoice (vendor_id);
CREATE INDEX invoice_draft ON invoice (draft_id);

-- +goose StatementBegin
CREATE FUNCTION invoice_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('captured', 'review'), ('captured', 'held'), ('captured', 'waiting'), ('captured', 'approved'), ('captured', 'rejected'),
        ('review', 'captured'), ('review', 'held'), ('review', 'waiting'), ('review', 'approved'), ('review', 'rejected'),
        ('held', 'captured'), ('held', 'review'), ('held', 'waiting'), ('held', 'approved'), ('held', 'rejected'),
        ('waiting', 'captured'), ('waiting', 'review'), ('waiting', 'held'), ('waiting', 'approved'), ('waiting', 'rejected'),
        ('approved', 'captured'), ('approved', 'review'), ('approved', 'handed_over'), ('approved', 'rejected'),
        ('handed_over', 'posted'), ('handed_over', 'refused'),
        ('refused', 'review'), ('refused', 'rejected'),
        ('posted', 'paid')
    ) THEN
        RAISE EXCEPTION 'an invoice does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version < OLD.version THEN
        RAISE EXCEPTION 'a version does not go back' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state THEN
        NEW.moved_at := now();
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER invoice_moves BEFORE UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_moves();

-- Each version an invoice had, and why it became it.
CREATE TABLE invoice_version (
    invoice_id bigint NOT NULL REFERENCES invoice,
    version    int    NOT NULL,
    draft_id   bigint NOT NULL REFERENCES draft,
    why        text   NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (invoice_id, version)
);
SELECT make_evidence('invoice_version');

-- Who is looking at it; a claim, not a right.
CREATE TABLE invoice_lease (
    invoice_id bigint PRIMARY KEY REFERENCES invoice,
    by         text NOT NULL,
    until      timestamptz NOT NULL
);

-- Decisions ------------------------------------------------------------------

CREATE TABLE decision (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id bigint NOT NULL REFERENCES invoice,
    version    int    NOT NULL,
    policy_id  bigint NOT NULL REFERENCES policy,
    worst      text   NOT NULL,
    case_body  text   NOT NULL, -- JSON of payable.Case: the decision can be made again from it
    body       text   NOT NULL, -- JSON of payable.Decision
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decision_invoice ON decision (invoice_id, id);
SELECT make_evidence('decision');
ALTER TABLE invoice ADD FOREIGN KEY (decision_id) REFERENCES decision;

CREATE TABLE finding (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id bigint NOT NULL REFERENCES decision,
    ordinal     int    NOT NULL,
    check_id    text   NOT NULL,
    line        int    NOT NULL,
    outcome     text   NOT NULL CHECK (outcome IN ('not_evaluated', 'copy', 'pass', 'info', 'review', 'hold', 'block')),
    owner       text   NOT NULL,
    message     text   NOT NULL,
    figures     text   NOT NULL, -- JSON object of strings
    because     text   NOT NULL,
    tolerance   text   NOT NULL,
    terms       text[] NOT NULL,
    cause       text   NOT NULL,
    UNIQUE (decision_id, ordinal),
    UNIQUE (decision_id, check_id, line)
);
CREATE INDEX finding_open ON finding (decision_id) WHERE outcome IN ('review', 'hold', 'block');
SELECT make_evidence('finding');

-- One row a person: a BLOCK needs two.
CREATE TABLE release (
    finding_id bigint NOT NULL REFERENCES finding,
    by         text   NOT NULL,
    reason     text   NOT NULL CHECK (reason <> ''),
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (finding_id, by)
);
SELECT make_evidence('release');

CREATE TABLE allocation (
    decision_id   bigint  NOT NULL REFERENCES decision,
    invoice_id    bigint  NOT NULL REFERENCES invoice,
    line          int     NOT NULL,
    order_line_id bigint  NOT NULL REFERENCES order_line,
    quantity      numeric NOT NULL,
    net           numeric NOT NULL,
    PRIMARY KEY (decision_id, line, order_line_id)
);
CREATE INDEX allocation_order_line ON allocation (order_line_id);
SELECT make_evidence('allocation');

CREATE TABLE covered (
    decision_id     bigint  NOT NULL REFERENCES decision,
    line            int     NOT NULL,
    order_line_id   bigint  NOT NULL REFERENCES order_line,
    receipt_line_id bigint  NOT NULL REFERENCES receipt_line,
    quantity        numeric NOT NULL,
    PRIMARY KEY (decision_id, line, order_line_id, receipt_line_id)
);
SELECT make_evidence('covered');

CREATE TABLE remainder (
    decision_id bigint  NOT NULL REFERENCES decision,
    line        int     NOT NULL,
    quantity    numeric NOT NULL,
    net         numeric NOT NULL,
    PRIMARY KEY (decision_id, line)
);
SELECT make_evidence('remainder');

-- Approvals ------------------------------------------------------------------

CREATE TABLE approval (
    id          bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text    NOT NULL CHECK (kind IN ('question', 'stop')), -- a stop is what a receipt mail carries
    invoice_id  bigint  NOT NULL REFERENCES invoice,
    version     int     NOT NULL,
    amount      numeric NOT NULL,
    currency    text    NOT NULL,
    approver    text    NOT NULL REFERENCES app_user (name),
    asker       text    NOT NULL,
    question    text    NOT NULL DEFAULT '',
    secret      bytea   NOT NULL UNIQUE CHECK (length(secret) = 16),
    asked_at    timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    state       text    NOT NULL DEFAULT 'asked'
        CHECK (state IN ('asked', 'approved', 'rejected', 'held', 'delegated', 'expired', 'void')),
    answered_at timestamptz,
    answered_by text    NOT NULL DEFAULT '',
    CHECK (approver <> asker OR kind = 'stop')
);
CREATE UNIQUE INDEX approval_open ON approval (invoice_id, approver, kind) WHERE state = 'asked';
CREATE INDEX approval_invoice ON approval (invoice_id);
CREATE INDEX approval_expiry ON approval (expires_at) WHERE state = 'asked';

-- What came in by mail about an approval and how far up the ladder it got. One
-- row a message: a reply is judged once.
CREATE TABLE approval_reply (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_hash sha256 NOT NULL UNIQUE REFERENCES message,
    approval_id  bigint REFERENCES approval,
    invoice_id   bigint REFERENCES invoice,
    sender       text    NOT NULL,
    verdict      text    NOT NULL,
    line         text    NOT NULL, -- the command as written
    comment      text    NOT NULL,
    acted        boolean NOT NULL,
    intent       boolean NOT NULL, -- above the ceiling: kept, answered with a link to the portal
    reason       text    NOT NULL,
    rungs        text    NOT NULL, -- JSON of []payable.Rung
    at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX approval_reply_approval ON approval_reply (approval_id, at);
CREATE INDEX approval_reply_invoice ON approval_reply (invoice_id);
SELECT make_evidence('approval_reply');

-- Processes ------------------------------------------------------------------

-- Who is alive, and at which jobs. A job running in a process that has not been
-- seen for a while, or does not know of it any more, is given to another.
CREATE TABLE process (
    id         text PRIMARY KEY, -- River's client id
    parts      text NOT NULL,    -- "poll,work,web"
    jobs       bigint[] NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now()
);

-- Outgoing -------------------------------------------------------------------

CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id   bigint NOT NULL REFERENCES entity,
    key         text   NOT NULL UNIQUE,  -- what it is about: the same mail is queued once
    kind        text   NOT NULL,
    recipient   text   NOT NULL,
    approval_id bigint REFERENCES approval,
    invoice_id  bigint REFERENCES invoice,
    in_reply_to text   NOT NULL DEFAULT '',
    data        text   NOT NULL,         -- JSON the mail is worded from, frozen
    state       text   NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'given_up')),
    attempts    int    NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL DEFAULT now(),
    problem     text   NOT NULL DEFAULT '',
    message_id  text   NOT NULL DEFAULT '', -- once sent
    queued_at   timestamptz NOT NULL DEFAULT now(),
    sent_at     timestamptz
);
CREATE INDEX outbox_due ON outbox (next_at) WHERE state = 'queued';
CREATE UNIQUE INDEX outbox_message_id ON outbox (message_id) WHERE message_id <> '';

-- An invoice leaves once: paying twice is impossible here, not merely avoided above.
CREATE TABLE export (
    invoice_id  bigint NOT NULL REFERENCES invoice,
    key         text   NOT NULL,
    version     int    NOT NULL,
    state       text   NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'handed_over', 'posted', 'refused')),
    not_before  timestamptz NOT NULL DEFAULT now(),
    attempts    int    NOT NULL DEFAULT 0,
    problem     text   NOT NULL DEFAULT '',
    file_name   text   NOT NULL DEFAULT '',
    file_hash   text   NOT NULL DEFAULT '',
    queued_at   timestamptz NOT NULL DEFAULT now(),
    handed_at   timestamptz,
    answer      text   NOT NULL DEFAULT '',
    CONSTRAINT export_once UNIQUE (invoice_id),
    CONSTRAINT export_key UNIQUE (key)
);
CREATE INDEX export_due ON export (not_before) WHERE state = 'pending';

-- The role the program works under -------------------------------------------

-- Evidence is insert-only for it. Two databases of one cluster may be migrated
-- at once, and roles are the cluster's: whoever comes second is content.
-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'payable_app') THEN
        BEGIN
            CREATE ROLE payable_app NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    EXECUTE format('GRANT payable_app TO %I', current_user);
END $$;
-- +goose StatementEnd
GRANT USAGE, CREATE ON SCHEMA public TO payable_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO payable_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO payable_app;
-- River's tables come after this file.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO payable_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO payable_app;
-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name = 'evidence' LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM payable_app', t);
    END LOOP;
END $$;
-- +goose StatementEnd
