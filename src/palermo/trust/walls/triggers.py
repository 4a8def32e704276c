"""What row-level security cannot say about a change, because it sees the row before or after and never both.

What is written once (`only_emptied` in the register) is emptied by an erasure and never rewritten. One thing is let
through: the tables' owner seals the same text in its newer form (vault/rotation/texts.py), which a trigger cannot tell
from another text, so the owner has to name the table, and the ledger says how many rows.

An event of the ledger takes the number after one that is there. A row with a number far off would leave its office's
chain none to go on with, and no row is ever taken away.

An agreement is accepted once, by the partner it was proposed to, and ended once, by either side; nothing else in it
ever changes, for whoever holds the table. A restore adds rows by COPY and changes none, so it is not touched.
"""

from __future__ import annotations

RESEALING = "palermo.resealing"
"""The setting in which the owner names the table whose texts it seals anew, for one transaction."""

# A text of before (first byte 1, or none) may become a padded one (first byte 2): by the owner, who says so.
ONLY_EMPTIED = f"""
CREATE OR REPLACE FUNCTION palermo_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named text;
    stood text;
    written text;
    resealing boolean := current_setting('{RESEALING}', true) IS NOT DISTINCT FROM TG_TABLE_NAME
        AND EXISTS (SELECT 1 FROM pg_class WHERE oid = TG_RELID AND pg_get_userbyid(relowner) = current_user);
BEGIN
    FOREACH named IN ARRAY TG_ARGV LOOP
        stood := to_jsonb(OLD) ->> named;
        written := to_jsonb(NEW) ->> named;
        IF written IS DISTINCT FROM stood AND written IS DISTINCT FROM E'\\\\x'
            AND NOT (resealing AND left(written, 4) = E'\\\\x02' AND left(stood, 4) <> E'\\\\x02') THEN
            RAISE EXCEPTION 'what is written in % of table % is never rewritten', named, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$
"""  # noqa: S608 - a constant of this module

# A row that the same statement put in before is seen here.
FOLLOWS = """
CREATE OR REPLACE FUNCTION palermo_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sequence <> 1 AND NOT EXISTS (
        SELECT 1 FROM public.ledger_event
        WHERE organisation_id = NEW.organisation_id AND sequence = NEW.sequence - 1
    ) THEN
        RAISE EXCEPTION 'an event follows the one before it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

AGREEMENT_RULE = (
    """
    CREATE OR REPLACE FUNCTION palermo_agreement_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        acting text := nullif(current_setting('palermo.organisation', true), '');
        acts text[] := ARRAY['accepted_at', 'accepted_by_id', 'ended_at', 'ended_by_id'];
        accepting boolean := (NEW.accepted_at, NEW.accepted_by_id)
            IS DISTINCT FROM (OLD.accepted_at, OLD.accepted_by_id);
        ending boolean := (NEW.ended_at, NEW.ended_by_id) IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id);
    BEGIN
        IF to_jsonb(NEW) - acts IS DISTINCT FROM to_jsonb(OLD) - acts THEN
            RAISE EXCEPTION 'what was agreed is never rewritten' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF accepting AND NOT (
            OLD.accepted_at IS NULL AND OLD.accepted_by_id IS NULL AND OLD.ended_at IS NULL
            AND NEW.accepted_at IS NOT NULL AND NEW.accepted_by_id IS NOT NULL
            AND acting IS NOT DISTINCT FROM NEW.partner_id::text
        ) THEN
            RAISE EXCEPTION 'an agreement is accepted once, by the office it was proposed to'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF ending AND NOT (
            OLD.ended_at IS NULL AND OLD.ended_by_id IS NULL
            AND NEW.ended_at IS NOT NULL AND NEW.ended_by_id IS NOT NULL
            AND coalesce(acting IN (NEW.proposer_id::text, NEW.partner_id::text), false)
        ) THEN
            RAISE EXCEPTION 'an agreement is ended once, by one of its two offices'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$
    """,
    "DROP TRIGGER IF EXISTS palermo_agreement_change ON public.directory_agreement",
    "CREATE TRIGGER palermo_agreement_change BEFORE UPDATE ON public.directory_agreement"
    " FOR EACH ROW EXECUTE FUNCTION palermo_agreement_change()",
    # An ordinary trigger is skipped under session_replication_role = replica.
    "ALTER TABLE public.directory_agreement ENABLE ALWAYS TRIGGER palermo_agreement_change",
)
