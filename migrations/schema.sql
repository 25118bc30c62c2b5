-- What the migrations amount to. Written by "make schema"; never run.
CREATE TYPE public.river_job_state AS ENUM (
    'available',
    'cancelled',
    'completed',
    'discarded',
    'pending',
    'retryable',
    'running',
    'scheduled'
);

CREATE DOMAIN public.sha256 AS text
	CONSTRAINT sha256_check CHECK ((VALUE ~ '^[0-9a-f]{64}$'::text));

CREATE FUNCTION public.invoice_moves() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.make_evidence(t regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER evidence BEFORE UPDATE OR DELETE OR TRUNCATE ON %s EXECUTE FUNCTION refuse_change()', t);
END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is evidence: rows are never changed or removed', TG_TABLE_NAME;
END $$;

CREATE FUNCTION public.river_job_state_in_bitmask(bitmask bit, state public.river_job_state) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE state
        WHEN 'available' THEN get_bit(bitmask, 7)
        WHEN 'cancelled' THEN get_bit(bitmask, 6)
        WHEN 'completed' THEN get_bit(bitmask, 5)
        WHEN 'discarded' THEN get_bit(bitmask, 4)
        WHEN 'pending'   THEN get_bit(bitmask, 3)
        WHEN 'retryable' THEN get_bit(bitmask, 2)
        WHEN 'running'   THEN get_bit(bitmask, 1)
        WHEN 'scheduled' THEN get_bit(bitmask, 0)
        ELSE 0
    END = 1;
$$;

CREATE TABLE public.allocation (
    decision_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    line integer NOT NULL,
    order_line_id bigint NOT NULL,
    quantity numeric NOT NULL,
    net numeric NOT NULL
);

CREATE TABLE public.app_user (
    id bigint NOT NULL,
    name text NOT NULL,
    full_name text DEFAULT ''::text NOT NULL,
    password_hash text DEFAULT ''::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    approval_limit numeric,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT app_user_name_check CHECK (((name = lower(name)) AND (name <> ''::text)))
);

ALTER TABLE public.app_user ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.app_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.approval (
    id bigint NOT NULL,
    kind text NOT NULL,
    invoice_id bigint NOT NULL,
    version integer NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    approver text NOT NULL,
    asker text NOT NULL,
    question text DEFAULT ''::text NOT NULL,
    secret bytea NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state text DEFAULT 'asked'::text NOT NULL,
    answered_at timestamp with time zone,
    answered_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT approval_check CHECK (((approver <> asker) OR (kind = 'stop'::text))),
    CONSTRAINT approval_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'stop'::text]))),
    CONSTRAINT approval_secret_check CHECK ((length(secret) = 16)),
    CONSTRAINT approval_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'rejected'::text, 'held'::text, 'delegated'::text, 'expired'::text, 'void'::text])))
);

ALTER TABLE public.approval ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.approval_reply (
    id bigint NOT NULL,
    message_hash public.sha256 NOT NULL,
    approval_id bigint,
    invoice_id bigint,
    sender text NOT NULL,
    verdict text NOT NULL,
    line text NOT NULL,
    comment text NOT NULL,
    acted boolean NOT NULL,
    intent boolean NOT NULL,
    reason text NOT NULL,
    rungs text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.approval_reply ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.approval_reply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.blob (
    hash public.sha256 NOT NULL,
    size bigint NOT NULL,
    bytes bytea NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.blob ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE public.covered (
    decision_id bigint NOT NULL,
    line integer NOT NULL,
    order_line_id bigint NOT NULL,
    receipt_line_id bigint NOT NULL,
    quantity numeric NOT NULL
);

CREATE TABLE public.decision (
    id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    version integer NOT NULL,
    policy_id bigint NOT NULL,
    worst text NOT NULL,
    case_body text NOT NULL,
    body text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.decision ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.document (
    hash public.sha256 NOT NULL,
    size bigint NOT NULL
);

CREATE TABLE public.draft (
    id bigint NOT NULL,
    occurrence_id bigint NOT NULL,
    document_hash public.sha256 NOT NULL,
    previous_id bigint,
    drawn_by text DEFAULT ''::text NOT NULL,
    ordinal integer NOT NULL,
    page_of bigint,
    body text NOT NULL,
    text_hash text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.draft ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.entity (
    id bigint NOT NULL,
    name text NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    vat_ids text[] DEFAULT '{}'::text[] NOT NULL,
    currency text DEFAULT 'EUR'::text NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    holidays date[] DEFAULT '{}'::date[] NOT NULL
);

ALTER TABLE public.entity ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.entity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event (
    entity_id bigint NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    allowed boolean NOT NULL,
    detail text NOT NULL,
    personal bytea NOT NULL,
    before bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.event_head (
    entity_id bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.event_personal (
    entity_id bigint NOT NULL,
    seq bigint NOT NULL,
    subject text NOT NULL,
    sealed bytea NOT NULL
);

CREATE TABLE public.export (
    invoice_id bigint NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    problem text DEFAULT ''::text NOT NULL,
    file_name text DEFAULT ''::text NOT NULL,
    file_hash text DEFAULT ''::text NOT NULL,
    queued_at timestamp with time zone DEFAULT now() NOT NULL,
    handed_at timestamp with time zone,
    answer text DEFAULT ''::text NOT NULL,
    CONSTRAINT export_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'handed_over'::text, 'posted'::text, 'refused'::text])))
);

CREATE TABLE public.finding (
    id bigint NOT NULL,
    decision_id bigint NOT NULL,
    ordinal integer NOT NULL,
    check_id text NOT NULL,
    line integer NOT NULL,
    outcome text NOT NULL,
    owner text NOT NULL,
    message text NOT NULL,
    figures text NOT NULL,
    because text NOT NULL,
    tolerance text NOT NULL,
    terms text[] NOT NULL,
    cause text NOT NULL,
    CONSTRAINT finding_outcome_check CHECK ((outcome = ANY (ARRAY['not_evaluated'::text, 'copy'::text, 'pass'::text, 'info'::text, 'review'::text, 'hold'::text, 'block'::text])))
);

ALTER TABLE public.finding ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.goose_db_version (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.goose_db_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.goose_db_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.import (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    kind text NOT NULL,
    file_hash public.sha256 NOT NULL,
    file_name text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    new_rows integer NOT NULL,
    changed integer NOT NULL,
    skipped integer NOT NULL,
    CONSTRAINT import_kind_check CHECK ((kind = ANY (ARRAY['orders'::text, 'receipts'::text, 'vendors'::text, 'past_invoices'::text])))
);

ALTER TABLE public.import ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.instance (
    one boolean DEFAULT true NOT NULL,
    name text NOT NULL,
    approval_key bytea NOT NULL,
    CONSTRAINT instance_approval_key_check CHECK ((length(approval_key) = 32)),
    CONSTRAINT instance_one_check CHECK (one)
);

CREATE TABLE public.invoice (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    occurrence_id bigint NOT NULL,
    ordinal integer NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    draft_id bigint NOT NULL,
    vendor_id bigint,
    decision_id bigint,
    copy_of bigint,
    state text DEFAULT 'captured'::text NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    submitter text DEFAULT ''::text NOT NULL,
    overrides text DEFAULT '{}'::text NOT NULL,
    captured_at timestamp with time zone DEFAULT now() NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT invoice_check CHECK (((state <> 'held'::text) OR ((owner <> ''::text) AND (cause <> ''::text)))),
    CONSTRAINT invoice_state_check CHECK ((state = ANY (ARRAY['captured'::text, 'review'::text, 'held'::text, 'waiting'::text, 'approved'::text, 'rejected'::text, 'handed_over'::text, 'posted'::text, 'refused'::text, 'paid'::text])))
);

CREATE TABLE public.invoice_header (
    draft_id bigint NOT NULL,
    credit_note boolean NOT NULL,
    number text NOT NULL,
    number_normal text NOT NULL,
    issued date,
    due date,
    currency text NOT NULL,
    order_refs text[] NOT NULL,
    despatch text[] NOT NULL,
    preceding text[] NOT NULL,
    seller_name text NOT NULL,
    seller_vat_id text NOT NULL,
    buyer_name text NOT NULL,
    buyer_vat_id text NOT NULL,
    net numeric,
    tax numeric,
    gross numeric,
    prepaid numeric,
    rounding numeric,
    payable numeric,
    allowances numeric,
    charges numeric,
    vat text DEFAULT '[]'::text NOT NULL,
    bank text[] NOT NULL
);

ALTER TABLE public.invoice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoice_lease (
    invoice_id bigint NOT NULL,
    by text NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE public.invoice_line (
    draft_id bigint NOT NULL,
    line integer NOT NULL,
    description text NOT NULL,
    sku text NOT NULL,
    buyer_sku text NOT NULL,
    quantity numeric,
    unit text NOT NULL,
    unit_price numeric,
    price_base numeric,
    net numeric,
    vat_rate text NOT NULL,
    allowance numeric,
    charge numeric,
    order_ref text NOT NULL,
    order_line text NOT NULL,
    despatch text NOT NULL
);

CREATE TABLE public.invoice_version (
    invoice_id bigint NOT NULL,
    version integer NOT NULL,
    draft_id bigint NOT NULL,
    why text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.layout (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    vendor_id bigint NOT NULL,
    marks text[] NOT NULL,
    body text NOT NULL,
    invoice_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.layout ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.layout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.learning (
    invoice_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    confirmed boolean NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.lesson (
    id bigint NOT NULL,
    layout_id bigint NOT NULL,
    key text NOT NULL,
    term text NOT NULL,
    body text NOT NULL,
    place text NOT NULL,
    printed text NOT NULL,
    value text NOT NULL,
    source text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    draft_id bigint NOT NULL,
    taught_by text NOT NULL,
    forgotten_by text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT lesson_check CHECK (((state = 'forgotten'::text) = (forgotten_by <> ''::text))),
    CONSTRAINT lesson_state_check CHECK ((state = ANY (ARRAY['active'::text, 'demoted'::text, 'forgotten'::text])))
);

CREATE TABLE public.lesson_evidence (
    lesson_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    held boolean NOT NULL
);

ALTER TABLE public.lesson ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.lesson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.login_failure (
    key text NOT NULL,
    failures integer NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE public.mailbox_entry (
    account text NOT NULL,
    folder text NOT NULL,
    uid_validity bigint NOT NULL,
    uid bigint NOT NULL,
    message_hash public.sha256 NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    marked_at timestamp with time zone
);

CREATE TABLE public.mailbox_folder (
    account text NOT NULL,
    folder text NOT NULL,
    uid_validity bigint NOT NULL,
    entity_id bigint NOT NULL,
    on_server bigint DEFAULT 0 NOT NULL,
    in_ledger bigint DEFAULT 0 NOT NULL,
    gone bigint DEFAULT 0 NOT NULL,
    missing bigint DEFAULT 0 NOT NULL,
    highest_uid bigint DEFAULT 0 NOT NULL,
    observed_at timestamp with time zone DEFAULT now() NOT NULL,
    connected boolean DEFAULT true NOT NULL,
    problem text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.mailbox_parked (
    account text NOT NULL,
    folder text NOT NULL,
    uid_validity bigint NOT NULL,
    uid bigint NOT NULL,
    reason text NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.message (
    hash public.sha256 NOT NULL,
    entity_id bigint NOT NULL,
    size bigint NOT NULL,
    message_id text DEFAULT ''::text NOT NULL,
    sender text DEFAULT ''::text NOT NULL,
    recipient text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    sent_at timestamp with time zone,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'stored'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    CONSTRAINT message_check CHECK (((state = 'stored'::text) OR (reason <> ''::text))),
    CONSTRAINT message_state_check CHECK ((state = ANY (ARRAY['stored'::text, 'invoice'::text, 'reply'::text, 'bounce'::text, 'automatic'::text, 'other'::text, 'unreadable'::text, 'refused'::text, 'parked'::text])))
);

CREATE TABLE public.occurrence (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    document_hash public.sha256 NOT NULL,
    message_hash public.sha256,
    part text DEFAULT ''::text NOT NULL,
    door text NOT NULL,
    file_name text DEFAULT ''::text NOT NULL,
    media_type text DEFAULT ''::text NOT NULL,
    submitter text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'received'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT occurrence_check CHECK (((state = ANY (ARRAY['received'::text, 'reading'::text])) OR (reason <> ''::text))),
    CONSTRAINT occurrence_door_check CHECK ((door = ANY (ARRAY['mail'::text, 'upload'::text, 'folder'::text, 'api'::text]))),
    CONSTRAINT occurrence_state_check CHECK ((state = ANY (ARRAY['received'::text, 'reading'::text, 'captured'::text, 'copy'::text, 'not_an_invoice'::text, 'unreadable'::text, 'quarantined'::text])))
);

ALTER TABLE public.occurrence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.occurrence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.order_line (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    number text NOT NULL,
    sku text DEFAULT ''::text NOT NULL,
    buyer_sku text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    quantity numeric NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    price numeric NOT NULL,
    price_base numeric DEFAULT 1 NOT NULL,
    match_mode text DEFAULT 'three_way'::text NOT NULL,
    opening_billed numeric DEFAULT 0 NOT NULL,
    opening_billed_amount numeric DEFAULT 0 NOT NULL,
    opening_received numeric DEFAULT 0 NOT NULL,
    CONSTRAINT order_line_match_mode_check CHECK ((match_mode = ANY (ARRAY['none'::text, 'two_way'::text, 'three_way'::text]))),
    CONSTRAINT order_line_price_base_check CHECK ((price_base > (0)::numeric))
);

ALTER TABLE public.order_line ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.order_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    approval_id bigint,
    invoice_id bigint,
    in_reply_to text DEFAULT ''::text NOT NULL,
    data text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    problem text DEFAULT ''::text NOT NULL,
    message_id text DEFAULT ''::text NOT NULL,
    queued_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'given_up'::text])))
);

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.past_invoice (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    vendor_id bigint NOT NULL,
    number text NOT NULL,
    number_normal text NOT NULL,
    issued date NOT NULL,
    gross numeric NOT NULL,
    currency text NOT NULL,
    credit_note boolean DEFAULT false NOT NULL,
    order_number text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.past_invoice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.past_invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.personal_key (
    subject text NOT NULL,
    key bytea NOT NULL
);

CREATE TABLE public.policy (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    version integer NOT NULL,
    body text NOT NULL,
    saved_by text NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.policy ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.process (
    id text NOT NULL,
    parts text NOT NULL,
    jobs bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.purchase_order (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    ledger_id text NOT NULL,
    number text NOT NULL,
    number_normal text NOT NULL,
    vendor_id bigint NOT NULL,
    currency text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    ordered date,
    buyer text DEFAULT ''::text NOT NULL,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT purchase_order_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'cancelled'::text, 'absent'::text])))
);

ALTER TABLE public.purchase_order ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.purchase_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.receipt (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    ledger_id text NOT NULL,
    number text NOT NULL,
    despatch text DEFAULT ''::text NOT NULL,
    received date NOT NULL,
    imported_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.receipt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.receipt_line (
    id bigint NOT NULL,
    receipt_id bigint NOT NULL,
    number text NOT NULL,
    order_line_id bigint NOT NULL,
    quantity numeric NOT NULL
);

ALTER TABLE public.receipt_line ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.receipt_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.release (
    finding_id bigint NOT NULL,
    by text NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT release_reason_check CHECK ((reason <> ''::text))
);

CREATE TABLE public.remainder (
    decision_id bigint NOT NULL,
    line integer NOT NULL,
    quantity numeric NOT NULL,
    net numeric NOT NULL
);

CREATE TABLE public.river_job (
    id bigint NOT NULL,
    state public.river_job_state DEFAULT 'available'::public.river_job_state NOT NULL,
    attempt smallint DEFAULT 0 NOT NULL,
    max_attempts smallint DEFAULT 25 NOT NULL,
    attempted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finalized_at timestamp with time zone,
    scheduled_at timestamp with time zone DEFAULT now() NOT NULL,
    priority smallint DEFAULT 1 NOT NULL,
    args jsonb NOT NULL,
    attempted_by text[],
    errors jsonb[],
    kind text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    queue text DEFAULT 'default'::text NOT NULL,
    tags character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL,
    unique_key bytea,
    unique_states bit(8),
    CONSTRAINT finalized_or_finalized_at_null CHECK ((((finalized_at IS NULL) AND (state <> ALL (ARRAY['cancelled'::public.river_job_state, 'completed'::public.river_job_state, 'discarded'::public.river_job_state]))) OR ((finalized_at IS NOT NULL) AND (state = ANY (ARRAY['cancelled'::public.river_job_state, 'completed'::public.river_job_state, 'discarded'::public.river_job_state]))))),
    CONSTRAINT kind_length CHECK (((char_length(kind) > 0) AND (char_length(kind) < 128))),
    CONSTRAINT max_attempts_is_positive CHECK ((max_attempts > 0)),
    CONSTRAINT priority_in_range CHECK (((priority >= 1) AND (priority <= 4))),
    CONSTRAINT queue_length CHECK (((char_length(queue) > 0) AND (char_length(queue) < 128)))
);

CREATE SEQUENCE public.river_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.river_job_id_seq OWNED BY public.river_job.id;

CREATE UNLOGGED TABLE public.river_leader (
    elected_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    leader_id text NOT NULL,
    name text DEFAULT 'default'::text NOT NULL,
    CONSTRAINT leader_id_length CHECK (((char_length(leader_id) > 0) AND (char_length(leader_id) < 128))),
    CONSTRAINT name_length CHECK ((name = 'default'::text))
);

CREATE TABLE public.river_migration (
    line text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT line_length CHECK (((char_length(line) > 0) AND (char_length(line) < 128))),
    CONSTRAINT version_gte_1 CHECK ((version >= 1))
);

CREATE TABLE public.river_notification (
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    payload text NOT NULL,
    topic text NOT NULL,
    CONSTRAINT topic_length CHECK (((length(topic) > 0) AND (length(topic) < 128)))
);

CREATE SEQUENCE public.river_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.river_notification_id_seq OWNED BY public.river_notification.id;

CREATE TABLE public.river_queue (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    paused_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

CREATE TABLE public.sessions (
    token text NOT NULL,
    data bytea NOT NULL,
    expiry timestamp with time zone NOT NULL
);

CREATE TABLE public.user_address (
    address text NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT user_address_address_check CHECK ((address = lower(address)))
);

CREATE TABLE public.user_role (
    user_id bigint NOT NULL,
    role text NOT NULL,
    CONSTRAINT user_role_role_check CHECK ((role = ANY (ARRAY['clerk'::text, 'approver'::text, 'auditor'::text, 'administrator'::text])))
);

CREATE TABLE public.vendor (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    group_id bigint DEFAULT 0 NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    names text[] DEFAULT '{}'::text[] NOT NULL,
    names_key text[] DEFAULT '{}'::text[] NOT NULL,
    vat_ids text[] DEFAULT '{}'::text[] NOT NULL,
    senders text[] DEFAULT '{}'::text[] NOT NULL,
    active boolean DEFAULT true NOT NULL,
    terms integer DEFAULT 0 NOT NULL
);

CREATE TABLE public.vendor_bank (
    id bigint NOT NULL,
    vendor_id bigint NOT NULL,
    iban text NOT NULL,
    bic text DEFAULT ''::text NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamp with time zone DEFAULT now() NOT NULL,
    verified_by text DEFAULT ''::text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    until timestamp with time zone,
    CONSTRAINT vendor_bank_check CHECK (((verified_by = ''::text) OR (verified_by <> entered_by)))
);

ALTER TABLE public.vendor_bank ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.vendor_bank_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.vendor ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.vendor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.river_job ALTER COLUMN id SET DEFAULT nextval('public.river_job_id_seq'::regclass);

ALTER TABLE ONLY public.river_notification ALTER COLUMN id SET DEFAULT nextval('public.river_notification_id_seq'::regclass);

ALTER TABLE ONLY public.allocation
    ADD CONSTRAINT allocation_pkey PRIMARY KEY (decision_id, line, order_line_id);

ALTER TABLE ONLY public.app_user
    ADD CONSTRAINT app_user_name_key UNIQUE (name);

ALTER TABLE ONLY public.app_user
    ADD CONSTRAINT app_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approval_reply
    ADD CONSTRAINT approval_reply_message_hash_key UNIQUE (message_hash);

ALTER TABLE ONLY public.approval_reply
    ADD CONSTRAINT approval_reply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_secret_key UNIQUE (secret);

ALTER TABLE ONLY public.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.covered
    ADD CONSTRAINT covered_pkey PRIMARY KEY (decision_id, line, order_line_id, receipt_line_id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.entity
    ADD CONSTRAINT entity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_head
    ADD CONSTRAINT event_head_pkey PRIMARY KEY (entity_id);

ALTER TABLE ONLY public.event_personal
    ADD CONSTRAINT event_personal_pkey PRIMARY KEY (entity_id, seq);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (entity_id, seq);

ALTER TABLE ONLY public.export
    ADD CONSTRAINT export_key UNIQUE (key);

ALTER TABLE ONLY public.export
    ADD CONSTRAINT export_once UNIQUE (invoice_id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_decision_id_check_id_line_key UNIQUE (decision_id, check_id, line);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_decision_id_ordinal_key UNIQUE (decision_id, ordinal);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.invoice_header
    ADD CONSTRAINT invoice_header_pkey PRIMARY KEY (draft_id);

ALTER TABLE ONLY public.invoice_lease
    ADD CONSTRAINT invoice_lease_pkey PRIMARY KEY (invoice_id);

ALTER TABLE ONLY public.invoice_line
    ADD CONSTRAINT invoice_line_pkey PRIMARY KEY (draft_id, line);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_occurrence_id_ordinal_key UNIQUE (occurrence_id, ordinal);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoice_version
    ADD CONSTRAINT invoice_version_pkey PRIMARY KEY (invoice_id, version);

ALTER TABLE ONLY public.layout
    ADD CONSTRAINT layout_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning
    ADD CONSTRAINT learning_pkey PRIMARY KEY (invoice_id, draft_id, confirmed);

ALTER TABLE ONLY public.lesson_evidence
    ADD CONSTRAINT lesson_evidence_pkey PRIMARY KEY (lesson_id, invoice_id);

ALTER TABLE ONLY public.lesson
    ADD CONSTRAINT lesson_layout_id_key_key UNIQUE (layout_id, key);

ALTER TABLE ONLY public.lesson
    ADD CONSTRAINT lesson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.login_failure
    ADD CONSTRAINT login_failure_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.mailbox_entry
    ADD CONSTRAINT mailbox_entry_once UNIQUE (account, folder, uid_validity, uid);

ALTER TABLE ONLY public.mailbox_folder
    ADD CONSTRAINT mailbox_folder_pkey PRIMARY KEY (account, folder, uid_validity);

ALTER TABLE ONLY public.mailbox_parked
    ADD CONSTRAINT mailbox_parked_pkey PRIMARY KEY (account, folder, uid_validity, uid);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT occurrence_message_hash_part_key UNIQUE (message_hash, part);

ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT occurrence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT order_line_order_id_number_key UNIQUE (order_id, number);

ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT order_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_key_key UNIQUE (key);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.past_invoice
    ADD CONSTRAINT past_invoice_entity_id_vendor_id_number_normal_issued_key UNIQUE (entity_id, vendor_id, number_normal, issued);

ALTER TABLE ONLY public.past_invoice
    ADD CONSTRAINT past_invoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.personal_key
    ADD CONSTRAINT personal_key_pkey PRIMARY KEY (subject);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_entity_id_version_key UNIQUE (entity_id, version);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.process
    ADD CONSTRAINT process_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_entity_id_ledger_id_key UNIQUE (entity_id, ledger_id);

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_entity_id_ledger_id_key UNIQUE (entity_id, ledger_id);

ALTER TABLE ONLY public.receipt_line
    ADD CONSTRAINT receipt_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.receipt_line
    ADD CONSTRAINT receipt_line_receipt_id_number_key UNIQUE (receipt_id, number);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_pkey PRIMARY KEY (finding_id, by);

ALTER TABLE ONLY public.remainder
    ADD CONSTRAINT remainder_pkey PRIMARY KEY (decision_id, line);

ALTER TABLE ONLY public.river_job
    ADD CONSTRAINT river_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_leader
    ADD CONSTRAINT river_leader_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.river_migration
    ADD CONSTRAINT river_migration_pkey1 PRIMARY KEY (line, version);

ALTER TABLE ONLY public.river_notification
    ADD CONSTRAINT river_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_queue
    ADD CONSTRAINT river_queue_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token);

ALTER TABLE ONLY public.user_address
    ADD CONSTRAINT user_address_pkey PRIMARY KEY (address);

ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT user_role_pkey PRIMARY KEY (user_id, role);

ALTER TABLE ONLY public.vendor_bank
    ADD CONSTRAINT vendor_bank_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vendor_bank
    ADD CONSTRAINT vendor_bank_vendor_id_iban_key UNIQUE (vendor_id, iban);

ALTER TABLE ONLY public.vendor
    ADD CONSTRAINT vendor_entity_id_number_key UNIQUE (entity_id, number);

ALTER TABLE ONLY public.vendor
    ADD CONSTRAINT vendor_pkey PRIMARY KEY (id);

CREATE INDEX allocation_order_line ON public.allocation USING btree (order_line_id);

CREATE INDEX approval_expiry ON public.approval USING btree (expires_at) WHERE (state = 'asked'::text);

CREATE INDEX approval_invoice ON public.approval USING btree (invoice_id);

CREATE UNIQUE INDEX approval_open ON public.approval USING btree (invoice_id, approver, kind) WHERE (state = 'asked'::text);

CREATE INDEX approval_reply_approval ON public.approval_reply USING btree (approval_id, at);

CREATE INDEX approval_reply_invoice ON public.approval_reply USING btree (invoice_id);

CREATE INDEX decision_invoice ON public.decision USING btree (invoice_id, id);

CREATE INDEX draft_document ON public.draft USING btree (document_hash);

CREATE UNIQUE INDEX draft_once ON public.draft USING btree (occurrence_id, ordinal) WHERE ((previous_id IS NULL) AND (page_of IS NULL));

CREATE INDEX draft_text ON public.draft USING btree (text_hash) WHERE (text_hash <> ''::text);

CREATE INDEX event_subject ON public.event USING btree (subject, seq);

CREATE INDEX export_due ON public.export USING btree (not_before) WHERE (state = 'pending'::text);

CREATE INDEX finding_open ON public.finding USING btree (decision_id) WHERE (outcome = ANY (ARRAY['review'::text, 'hold'::text, 'block'::text]));

CREATE INDEX import_kind ON public.import USING btree (entity_id, kind, at);

CREATE INDEX invoice_draft ON public.invoice USING btree (draft_id);

CREATE INDEX invoice_header_number ON public.invoice_header USING btree (number_normal);

CREATE INDEX invoice_state ON public.invoice USING btree (state, moved_at);

CREATE INDEX invoice_vendor ON public.invoice USING btree (vendor_id);

CREATE INDEX layout_marks ON public.layout USING gin (marks);

CREATE INDEX layout_vendor ON public.layout USING btree (vendor_id);

CREATE INDEX mailbox_entry_message ON public.mailbox_entry USING btree (message_hash);

CREATE INDEX mailbox_entry_unmarked ON public.mailbox_entry USING btree (account, folder, uid_validity) WHERE (marked_at IS NULL);

CREATE INDEX message_open ON public.message USING btree (stored_at) WHERE (state = 'stored'::text);

CREATE INDEX message_state ON public.message USING btree (state, stored_at);

CREATE INDEX occurrence_document ON public.occurrence USING btree (document_hash);

CREATE INDEX occurrence_open ON public.occurrence USING btree (received_at) WHERE (state = ANY (ARRAY['received'::text, 'reading'::text]));

CREATE INDEX outbox_due ON public.outbox USING btree (next_at) WHERE (state = 'queued'::text);

CREATE UNIQUE INDEX outbox_message_id ON public.outbox USING btree (message_id) WHERE (message_id <> ''::text);

CREATE INDEX purchase_order_number ON public.purchase_order USING btree (entity_id, number_normal);

CREATE INDEX purchase_order_vendor ON public.purchase_order USING btree (vendor_id, state);

CREATE INDEX receipt_line_order ON public.receipt_line USING btree (order_line_id);

CREATE INDEX river_job_args_index ON public.river_job USING gin (args);

CREATE INDEX river_job_kind ON public.river_job USING btree (kind);

CREATE INDEX river_job_metadata_index ON public.river_job USING gin (metadata);

CREATE INDEX river_job_prioritized_fetching_index ON public.river_job USING btree (state, queue, priority, scheduled_at, id);

CREATE INDEX river_job_state_and_finalized_at_index ON public.river_job USING btree (state, finalized_at) WHERE (finalized_at IS NOT NULL);

CREATE UNIQUE INDEX river_job_unique_idx ON public.river_job USING btree (unique_key) WHERE ((unique_key IS NOT NULL) AND (unique_states IS NOT NULL) AND public.river_job_state_in_bitmask(unique_states, state));

CREATE INDEX river_notification_created_at_idx ON public.river_notification USING btree (created_at);

CREATE INDEX river_notification_topic_id_idx ON public.river_notification USING btree (topic, id);

CREATE INDEX sessions_expiry ON public.sessions USING btree (expiry);

CREATE INDEX vendor_bank_iban ON public.vendor_bank USING btree (iban);

CREATE INDEX vendor_names ON public.vendor USING gin (names_key);

CREATE INDEX vendor_senders ON public.vendor USING gin (senders);

CREATE INDEX vendor_vat ON public.vendor USING gin (vat_ids);

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.allocation FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.approval_reply FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.blob FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.covered FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.decision FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.document FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.draft FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.event_personal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.finding FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.invoice_header FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.invoice_line FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.invoice_version FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.policy FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.release FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence BEFORE DELETE OR UPDATE OR TRUNCATE ON public.remainder FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER invoice_moves BEFORE UPDATE ON public.invoice FOR EACH ROW EXECUTE FUNCTION public.invoice_moves();

ALTER TABLE ONLY public.allocation
    ADD CONSTRAINT allocation_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES public.decision(id);

ALTER TABLE ONLY public.allocation
    ADD CONSTRAINT allocation_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.allocation
    ADD CONSTRAINT allocation_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES public.order_line(id);

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_approver_fkey FOREIGN KEY (approver) REFERENCES public.app_user(name);

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.approval_reply
    ADD CONSTRAINT approval_reply_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES public.approval(id);

ALTER TABLE ONLY public.approval_reply
    ADD CONSTRAINT approval_reply_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.approval_reply
    ADD CONSTRAINT approval_reply_message_hash_fkey FOREIGN KEY (message_hash) REFERENCES public.message(hash);

ALTER TABLE ONLY public.covered
    ADD CONSTRAINT covered_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES public.decision(id);

ALTER TABLE ONLY public.covered
    ADD CONSTRAINT covered_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES public.order_line(id);

ALTER TABLE ONLY public.covered
    ADD CONSTRAINT covered_receipt_line_id_fkey FOREIGN KEY (receipt_line_id) REFERENCES public.receipt_line(id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(id);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_hash_fkey FOREIGN KEY (hash) REFERENCES public.blob(hash);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_document_hash_fkey FOREIGN KEY (document_hash) REFERENCES public.document(hash);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_occurrence_id_fkey FOREIGN KEY (occurrence_id) REFERENCES public.occurrence(id);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_page_of_fkey FOREIGN KEY (page_of) REFERENCES public.draft(id);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_previous_id_fkey FOREIGN KEY (previous_id) REFERENCES public.draft(id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.event_head
    ADD CONSTRAINT event_head_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.event_personal
    ADD CONSTRAINT event_personal_entity_id_seq_fkey FOREIGN KEY (entity_id, seq) REFERENCES public.event(entity_id, seq);

ALTER TABLE ONLY public.export
    ADD CONSTRAINT export_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES public.decision(id);

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_copy_of_fkey FOREIGN KEY (copy_of) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES public.decision(id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.invoice_header(draft_id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.invoice_header
    ADD CONSTRAINT invoice_header_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.draft(id);

ALTER TABLE ONLY public.invoice_lease
    ADD CONSTRAINT invoice_lease_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.invoice_line
    ADD CONSTRAINT invoice_line_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.invoice_header(draft_id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_occurrence_id_fkey FOREIGN KEY (occurrence_id) REFERENCES public.occurrence(id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES public.vendor(id);

ALTER TABLE ONLY public.invoice_version
    ADD CONSTRAINT invoice_version_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.draft(id);

ALTER TABLE ONLY public.invoice_version
    ADD CONSTRAINT invoice_version_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.layout
    ADD CONSTRAINT layout_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.layout
    ADD CONSTRAINT layout_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.layout
    ADD CONSTRAINT layout_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES public.vendor(id);

ALTER TABLE ONLY public.learning
    ADD CONSTRAINT learning_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.draft(id);

ALTER TABLE ONLY public.learning
    ADD CONSTRAINT learning_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.lesson
    ADD CONSTRAINT lesson_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.draft(id);

ALTER TABLE ONLY public.lesson_evidence
    ADD CONSTRAINT lesson_evidence_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES public.draft(id);

ALTER TABLE ONLY public.lesson_evidence
    ADD CONSTRAINT lesson_evidence_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.lesson_evidence
    ADD CONSTRAINT lesson_evidence_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES public.lesson(id);

ALTER TABLE ONLY public.lesson
    ADD CONSTRAINT lesson_layout_id_fkey FOREIGN KEY (layout_id) REFERENCES public.layout(id);

ALTER TABLE ONLY public.mailbox_entry
    ADD CONSTRAINT mailbox_entry_message_hash_fkey FOREIGN KEY (message_hash) REFERENCES public.message(hash);

ALTER TABLE ONLY public.mailbox_folder
    ADD CONSTRAINT mailbox_folder_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_hash_fkey FOREIGN KEY (hash) REFERENCES public.blob(hash);

ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT occurrence_document_hash_fkey FOREIGN KEY (document_hash) REFERENCES public.document(hash);

ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT occurrence_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT occurrence_message_hash_fkey FOREIGN KEY (message_hash) REFERENCES public.message(hash);

ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.purchase_order(id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES public.approval(id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.past_invoice
    ADD CONSTRAINT past_invoice_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.past_invoice
    ADD CONSTRAINT past_invoice_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES public.vendor(id);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES public.vendor(id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

ALTER TABLE ONLY public.receipt_line
    ADD CONSTRAINT receipt_line_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES public.order_line(id);

ALTER TABLE ONLY public.receipt_line
    ADD CONSTRAINT receipt_line_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES public.receipt(id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES public.finding(id);

ALTER TABLE ONLY public.remainder
    ADD CONSTRAINT remainder_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES public.decision(id);

ALTER TABLE ONLY public.user_address
    ADD CONSTRAINT user_address_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);

ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT user_role_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);

ALTER TABLE ONLY public.vendor_bank
    ADD CONSTRAINT vendor_bank_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES public.vendor(id);

ALTER TABLE ONLY public.vendor
    ADD CONSTRAINT vendor_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.entity(id);

GRANT ALL ON SCHEMA public TO payable_app;

GRANT SELECT,INSERT ON TABLE public.allocation TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.app_user TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.app_user_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.approval TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.approval_id_seq TO payable_app;

GRANT SELECT,INSERT ON TABLE public.approval_reply TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.approval_reply_id_seq TO payable_app;

GRANT SELECT,INSERT ON TABLE public.blob TO payable_app;

GRANT SELECT,INSERT ON TABLE public.covered TO payable_app;

GRANT SELECT,INSERT ON TABLE public.decision TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.decision_id_seq TO payable_app;

GRANT SELECT,INSERT ON TABLE public.document TO payable_app;

GRANT SELECT,INSERT ON TABLE public.draft TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.draft_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.entity TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.entity_id_seq TO payable_app;

GRANT SELECT,INSERT ON TABLE public.event TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.event_head TO payable_app;

GRANT SELECT,INSERT ON TABLE public.event_personal TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.export TO payable_app;

GRANT SELECT,INSERT ON TABLE public.finding TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.finding_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.goose_db_version TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.goose_db_version_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.import_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.instance TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invoice TO payable_app;

GRANT SELECT,INSERT ON TABLE public.invoice_header TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.invoice_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invoice_lease TO payable_app;

GRANT SELECT,INSERT ON TABLE public.invoice_line TO payable_app;

GRANT SELECT,INSERT ON TABLE public.invoice_version TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.layout TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.layout_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.learning TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.lesson TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.lesson_evidence TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.lesson_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.login_failure TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mailbox_entry TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mailbox_folder TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mailbox_parked TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.occurrence TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.occurrence_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.order_line TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.order_line_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.outbox_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.past_invoice TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.past_invoice_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.personal_key TO payable_app;

GRANT SELECT,INSERT ON TABLE public.policy TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.policy_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.process TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchase_order TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.purchase_order_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.receipt TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.receipt_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.receipt_line TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.receipt_line_id_seq TO payable_app;

GRANT SELECT,INSERT ON TABLE public.release TO payable_app;

GRANT SELECT,INSERT ON TABLE public.remainder TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.river_job TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.river_job_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.river_leader TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.river_migration TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.river_notification TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.river_notification_id_seq TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.river_queue TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_address TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_role TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.vendor TO payable_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.vendor_bank TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.vendor_bank_id_seq TO payable_app;

GRANT SELECT,USAGE ON SEQUENCE public.vendor_id_seq TO payable_app;

ALTER DEFAULT PRIVILEGES FOR ROLE payable IN SCHEMA public GRANT SELECT,USAGE ON SEQUENCES  TO payable_app;

ALTER DEFAULT PRIVILEGES FOR ROLE payable IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO payable_app;
