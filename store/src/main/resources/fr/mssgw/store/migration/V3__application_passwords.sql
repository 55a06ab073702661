-- A password that the operator gave one person for one BAL. It is shown once; revoking it removes the row.
CREATE TABLE application_password (
    selector     text        PRIMARY KEY,                     -- its first part, by which it is found
    bal          text        NOT NULL,                        -- address, lower case
    rpps         text        NOT NULL,
    label        text        NOT NULL,
    hash         text        NOT NULL,                        -- Argon2id, PHC string
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX application_password_bal ON application_password (bal, rpps);
