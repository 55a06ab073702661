-- Everything that one accepted message causes, in one call: fr.mssgw.store.SqlDeliveries is its only caller and makes
-- its arguments. One call instead of a statement for each row saves ten round trips, during which the mailbox's row
-- would be locked. As the call is one statement, an error undoes all of it.
--
-- Locks, always in this order: conversations by (ins, contact), mailboxes by id, usage by bal. The mailbox comes late
-- since its lock is held until the commit is on disk, and the next delivery to the same mailbox waits for it: only so
-- do UIDs become visible in ascending order.
--
-- Errors of its own: GW001 a conversation is not in an expected state (message: step, state); GW002 mailboxes are full
-- (message: indexes of all such bals), or one needs one more patient's folder than 2,000; 40001 a mailbox went or a
-- message moved meanwhile: call again.
DO $$
DECLARE
    former regprocedure;
BEGIN
    FOR former IN SELECT oid::regprocedure FROM pg_proc
        WHERE proname = 'deliver' AND pronamespace = current_schema()::regnamespace LOOP
        EXECUTE 'DROP FUNCTION ' || former;                   -- other arguments would make it another function
    END LOOP;
END $$;
CREATE FUNCTION deliver(
    p_queue_id text, p_at timestamptz, p_sender text, p_envelope_id text, p_full_report boolean,
    -- bodies: the id of one stored already, else its octets
    p_body_id bigint[], p_body bytea[],
    -- copies
    p_copy_body int[], p_header bytea[], p_size bigint[],
    -- what IMAP lists of it; null of a copy that no mailbox gets
    p_envelope bytea[], p_body_structure bytea[], p_body_outline bytea[],
    -- conversations in order of (ins, contact); without p_to only read, for the keyword
    p_ins text[], p_contact text[], p_expected text[], p_to text[], p_cause text[],
    p_named text[], p_person text[], p_ins_declared text[], p_receipt_asked boolean[],
    -- placements in order of (bal, folder); p_placed_step: its conversation's step, or null
    p_placed_copy int[], p_placed_bal text[], p_placed_folder text[], p_placed_flags int[], p_placed_keywords text[],
    p_placed_step int[],
    -- what each bal gains, in order of bal
    p_bal text[], p_gain bigint[], p_gain_messages bigint[], p_quota bigint[],
    -- remote recipients
    p_queued_copy int[], p_recipient text[], p_domain text[], p_notify text[], p_orcpt text[],
    p_audit_at text[], p_audit_kind text[], p_audit_actor text[], p_audit_details text[]
) RETURNS TABLE (mailbox_id bigint, added bigint[], changed bigint[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_id        bigint;
    v_state     text;
    v_before    text;
    v_awaiting  boolean;
    v_awaited   boolean;
    v_active    boolean;
    v_due       boolean;
    v_announced boolean;
    v_total     bigint;
    v_full      text[]   := '{}';
    v_uid       bigint;
    v_modseq    bigint;
    v_count     bigint;
    v_body_ids  bigint[] := p_body_id;
    v_messages  bigint[] := '{}';
    v_talks     bigint[] := '{}';
    v_states    text[]   := '{}';
    v_awaits    boolean[] := '{}';
    v_moved     bigint[] := '{}';
    v_places    bigint[] := '{}';
    v_boxes     bigint[];
    v_today     date := (p_at AT TIME ZONE 'UTC')::date;
BEGIN
    FOR i IN 1 .. cardinality(p_ins) LOOP
        -- a letter of the patient awaits an answer until the professional writes or the exchange ends
        v_active := p_cause[i] IN ('PATIENT_WROTE', 'PROFESSIONAL_WROTE');
        LOOP
            v_awaited := false;
            IF p_to[i] IS NULL THEN
                SELECT c.id, c.state, c.awaiting INTO v_id, v_state, v_awaited FROM conversation c
                    WHERE c.ins = p_ins[i] AND c.contact = p_contact[i] FOR SHARE;
                EXIT;
            END IF;
            SELECT c.id, c.state, c.awaiting, c.active_on <> v_today, c.closing_announced_at IS NOT NULL
                INTO v_id, v_state, v_awaited, v_due, v_announced FROM conversation c
                WHERE c.ins = p_ins[i] AND c.contact = p_contact[i] FOR NO KEY UPDATE;
            EXIT WHEN FOUND;
            v_state := 'NONE';
            EXIT WHEN v_state <> ALL (string_to_array(p_expected[i], ' '));
            INSERT INTO conversation (ins, contact, state, changed_at, awaiting, active_on)
                VALUES (p_ins[i], p_contact[i], p_to[i], p_at, p_cause[i] = 'PATIENT_WROTE', v_today)
                ON CONFLICT DO NOTHING RETURNING id INTO v_id;
            EXIT WHEN FOUND;                                  -- else another has just made it: look again
        END LOOP;
        v_awaiting := v_awaited;
        IF p_to[i] IS NOT NULL THEN
            IF v_state <> ALL (string_to_array(p_expected[i], ' ')) THEN
                RAISE EXCEPTION USING ERRCODE = 'GW001', MESSAGE = i || ' ' || v_state;
            END IF;
            -- who writes at the last moment keeps it open
            IF p_cause[i] = 'CLOSED_BY_SILENCE' AND NOT v_announced THEN
                RAISE EXCEPTION USING ERRCODE = 'GW001', MESSAGE = i || ' ' || v_state;
            END IF;
            v_before := v_state;
            v_state := p_to[i];
            v_awaiting := CASE WHEN v_state = 'CLOSED' OR p_cause[i] = 'PROFESSIONAL_WROTE' THEN false
                WHEN p_cause[i] = 'PATIENT_WROTE' THEN true ELSE v_awaited END;
            IF v_before <> 'NONE' AND (v_before <> v_state OR v_awaiting <> v_awaited OR v_active AND (v_due OR v_announced)) THEN
                UPDATE conversation SET state = v_state, awaiting = v_awaiting,
                        changed_at = CASE WHEN v_before <> v_state THEN p_at ELSE changed_at END,
                        active_on = CASE WHEN v_active THEN v_today ELSE active_on END,
                        closing_announced_at = CASE WHEN v_active THEN NULL ELSE closing_announced_at END
                    WHERE id = v_id;
                IF v_before <> v_state OR v_awaiting <> v_awaited THEN
                    v_moved := v_moved || v_id;
                END IF;
            END IF;
            INSERT INTO conversation_event (conversation_id, at, cause, state_before, state, queue_id, message_id,
                    sender, person, ins_declared, receipt_asked)
                VALUES (v_id, p_at, p_cause[i], v_before, v_state, p_queue_id, p_named[i], p_sender, p_person[i],
                    p_ins_declared[i], p_receipt_asked[i]);
        END IF;
        v_talks[i] := v_id;
        v_states[i] := v_state;
        v_awaits[i] := v_awaiting;
    END LOOP;

    FOR i IN 1 .. cardinality(v_body_ids) LOOP
        IF v_body_ids[i] IS NULL THEN
            INSERT INTO body (content) VALUES (p_body[i]) RETURNING id INTO v_id;
            v_body_ids[i] := v_id;
        END IF;
    END LOOP;
    FOR i IN 1 .. cardinality(p_copy_body) LOOP
        INSERT INTO message (queue_id, body_id, header, size, stored_at, envelope, body_structure, body_outline)
            VALUES (p_queue_id, v_body_ids[p_copy_body[i]], p_header[i], p_size[i], p_at,
                p_envelope[i], p_body_structure[i], p_body_outline[i]) RETURNING id INTO v_id;
        v_messages[i] := v_id;
    END LOOP;

    IF cardinality(p_queued_copy) > 0 THEN
        INSERT INTO queue_entry (queue_id, message_id, sender, envelope_id, full_report, recipient, domain,
                dsn_notify, dsn_orcpt, queued_at, due_at)
            SELECT p_queue_id, v_messages[q.copy], p_sender, p_envelope_id, p_full_report, q.recipient, q.domain,
                    q.notify, q.orcpt, p_at, p_at
            FROM unnest(p_queued_copy, p_recipient, p_domain, p_notify, p_orcpt)
                AS q (copy, recipient, domain, notify, orcpt);
    END IF;
    IF cardinality(p_audit_at) > 0 THEN
        INSERT INTO audit_event (at, kind, actor, details)
            SELECT a.at::timestamptz, a.kind, a.actor, a.details::json
            FROM unnest(p_audit_at, p_audit_kind, p_audit_actor, p_audit_details) AS a (at, kind, actor, details);
    END IF;

    FOR i IN 1 .. cardinality(p_placed_copy) LOOP
        SELECT m.id INTO v_id FROM mailbox m WHERE m.bal = p_placed_bal[i] AND m.name = p_placed_folder[i];
        IF NOT FOUND THEN
            IF p_placed_folder[i] LIKE 'Patients.%' THEN      -- fr.mssgw.core.mailbox.PatientFolder
                IF 2000 <= (SELECT count(*) FROM mailbox m
                        WHERE m.bal = p_placed_bal[i] AND m.name LIKE 'Patients.%') THEN
                    RAISE EXCEPTION USING ERRCODE = 'GW002', MESSAGE = array_position(p_bal, p_placed_bal[i])::text;
                END IF;
                WITH made AS (
                    INSERT INTO mailbox AS m (bal, name, uid_validity)
                        VALUES (p_placed_bal[i], 'Patients', extract(epoch FROM clock_timestamp())::bigint)
                        ON CONFLICT DO NOTHING RETURNING m.bal, m.name)
                INSERT INTO subscription (bal, name)
                    SELECT made.bal, made.name FROM made
                    UNION ALL SELECT p_placed_bal[i], p_placed_folder[i]
                    -- the first login subscribes to it only in a BAL that is subscribed to nothing
                    UNION ALL SELECT p_placed_bal[i], 'INBOX'
                        WHERE NOT EXISTS (SELECT FROM subscription s WHERE s.bal = p_placed_bal[i])
                    ON CONFLICT DO NOTHING;
            END IF;
            INSERT INTO mailbox AS m (bal, name, uid_validity)
                VALUES (p_placed_bal[i], p_placed_folder[i], extract(epoch FROM clock_timestamp())::bigint)
                ON CONFLICT DO NOTHING RETURNING m.id INTO v_id;
            IF NOT FOUND THEN
                SELECT m.id INTO STRICT v_id FROM mailbox m
                    WHERE m.bal = p_placed_bal[i] AND m.name = p_placed_folder[i];
            END IF;
        END IF;
        v_places[i] := v_id;
    END LOOP;
    IF cardinality(v_places) > 1 OR cardinality(v_moved) > 0 THEN
        SELECT coalesce(array_agg(b.id ORDER BY b.id), '{}') INTO v_boxes FROM (
            SELECT p.id FROM unnest(v_places) AS p (id)
            UNION
            SELECT mm.mailbox_id FROM conversation_message cm JOIN mailbox_message mm ON mm.message_id = cm.message_id
                WHERE cm.conversation_id = ANY (v_moved)) AS b (id);
    ELSE
        v_boxes := v_places;
    END IF;

    FOR b IN 1 .. cardinality(v_boxes) LOOP
        mailbox_id := v_boxes[b];
        added := '{}';
        changed := '{}';
        v_count := cardinality(array_positions(v_places, mailbox_id));
        UPDATE mailbox m SET last_uid = m.last_uid + v_count, highest_modseq = m.highest_modseq + 1
            WHERE m.id = v_boxes[b] RETURNING m.last_uid - v_count, m.highest_modseq INTO v_uid, v_modseq;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'a mailbox has just been deleted';
        END IF;
        IF cardinality(v_moved) > 0 THEN
            WITH updated AS (
                UPDATE mailbox_message mm
                SET modseq = v_modseq,
                    keywords = array_remove(array_remove(array_remove(mm.keywords, '$MSS_Open'), '$MSS_Closed'),
                            '$MSS_Awaiting')
                        || CASE c.state WHEN 'OPEN' THEN '$MSS_Open' ELSE '$MSS_Closed' END
                        || CASE WHEN c.awaiting THEN '{$MSS_Awaiting}'::text[] ELSE '{}' END
                FROM conversation_message cm JOIN conversation c ON c.id = cm.conversation_id
                WHERE cm.conversation_id = ANY (v_moved) AND mm.message_id = cm.message_id
                    AND mm.mailbox_id = v_boxes[b]
                RETURNING mm.uid)
            SELECT coalesce(array_agg(u.uid ORDER BY u.uid), '{}') INTO changed FROM updated u;
        END IF;
        IF v_count > 0 THEN
            FOR i IN 1 .. cardinality(v_places) LOOP
                IF v_places[i] = v_boxes[b] THEN
                    v_uid := v_uid + 1;
                    v_state := v_states[p_placed_step[i]];
                    INSERT INTO mailbox_message (mailbox_id, uid, modseq, message_id, internal_date, save_date, flags,
                            keywords)
                        VALUES (v_boxes[b], v_uid, v_modseq, v_messages[p_placed_copy[i]], p_at, p_at,
                            p_placed_flags[i],
                            string_to_array(p_placed_keywords[i], ' ')
                                || CASE v_state WHEN 'OPEN' THEN '{$MSS_Open}'::text[]
                                    WHEN 'CLOSED' THEN '{$MSS_Closed}' ELSE '{}' END
                                || CASE WHEN v_awaits[p_placed_step[i]] THEN '{$MSS_Awaiting}'::text[] ELSE '{}' END);
                    added := added || v_uid;
                    IF v_talks[p_placed_step[i]] IS NOT NULL THEN
                        INSERT INTO conversation_message (conversation_id, message_id)
                            VALUES (v_talks[p_placed_step[i]], v_messages[p_placed_copy[i]]) ON CONFLICT DO NOTHING;
                    END IF;
                END IF;
            END LOOP;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF cardinality(v_moved) > 0 THEN
        PERFORM FROM conversation_message cm JOIN mailbox_message mm ON mm.message_id = cm.message_id
            WHERE cm.conversation_id = ANY (v_moved) AND mm.mailbox_id <> ALL (v_boxes);
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'a message of the conversation has just been moved';
        END IF;
    END IF;

    FOR i IN 1 .. cardinality(p_bal) LOOP
        INSERT INTO bal_usage AS u (bal, octets, messages) VALUES (p_bal[i], p_gain[i], p_gain_messages[i])
            ON CONFLICT (bal) DO UPDATE
                SET octets = u.octets + excluded.octets, messages = u.messages + excluded.messages
            RETURNING u.octets INTO v_total;
        IF v_total > p_quota[i] THEN
            v_full := v_full || i::text;
        END IF;
    END LOOP;
    IF cardinality(v_full) > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'GW002', MESSAGE = array_to_string(v_full, ' ');
    END IF;
END $$;
