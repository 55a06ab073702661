-- The garbage collector passes through its candidates in order, each once in a round.
CREATE INDEX orphan_candidate_message ON orphan_candidate (message_id);
