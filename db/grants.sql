-- The access matrix: what each program may do in database certhall, table by table.  What is not here is refused.
-- Nobody may delete except where retention is a duty, nobody may change a row that is evidence (audit, consent, presentation,
-- decision, case_text, application_event), and MariaDB's root has no password that anybody else knows.

-- Every program that acts writes its own audit chain; triggers hold it to its own name (schema.sql).
GRANT INSERT ON audit TO 'hall'@'localhost', 'issuer'@'localhost', 'courier'@'localhost';
GRANT SELECT, INSERT ON audit TO 'desk'@'localhost', 'office'@'localhost';
GRANT SELECT, INSERT ON audit_head TO 'hall'@'localhost', 'desk'@'localhost', 'office'@'localhost',
    'issuer'@'localhost', 'courier'@'localhost';

-- hall: applicants' own matters
GRANT SELECT, INSERT, UPDATE (email, language, failures, locked_until, version) ON account TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE (seen_at, ended_at, version) ON session TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE (tries, used_at, version) ON onetime TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE ON limit_bucket TO 'hall'@'localhost';
-- ON DUPLICATE KEY UPDATE asks the right for every column, whichever it changes
GRANT SELECT, INSERT, UPDATE ON organisation TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE ON person TO 'hall'@'localhost';
GRANT SELECT ON ra TO 'hall'@'localhost';
GRANT SELECT ON product TO 'hall'@'localhost';
GRANT SELECT ON document TO 'hall'@'localhost';
GRANT SELECT ON revision TO 'hall'@'localhost';
GRANT SELECT ON clause TO 'hall'@'localhost';
GRANT SELECT ON setting TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE (no, state, moved_at, attempt, language, purpose, country, province, locality, org_name, org_unit,
    org_kind, uscc, common_name, email, email_proven, mobile, id_kind, id_draft, id_sealed, id_masked, id_index, agent_name, agent_mobile,
    agent_id_kind, agent_id_draft, agent_id_sealed, agent_id_masked, agent_id_index, legal_name, legal_id_kind, legal_id_draft,
    legal_id_sealed, legal_id_masked, legal_id_index, key_origin, csr, spki, spki_sha256, consent_text, consent_sha256, stamp,
    stamped_at, submitted_at, accepted_at, due_at, claimed_by, claimed_at, reason, version) ON application TO 'hall'@'localhost';
GRANT SELECT, INSERT ON application_event TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE (replaced_at, version) ON material TO 'hall'@'localhost';
GRANT SELECT, INSERT ON presentation TO 'hall'@'localhost';
GRANT SELECT, INSERT ON consent TO 'hall'@'localhost';
GRANT SELECT, UPDATE (downloaded_at, accepted_at, accepted_how, objected_at, version) ON certificate TO 'hall'@'localhost';
GRANT SELECT, INSERT ON objection TO 'hall'@'localhost';
GRANT SELECT, INSERT ON hold TO 'hall'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, reason, text, invalid_since, decided_at, decided_by, version)
    ON revocation TO 'hall'@'localhost';
GRANT INSERT ON sign_order TO 'hall'@'localhost';
GRANT SELECT ON ca_key TO 'hall'@'localhost';
GRANT SELECT, INSERT ON notice TO 'hall'@'localhost';
GRANT INSERT ON delivery TO 'hall'@'localhost';

-- desk: decisions about applications, holds and revocations; it edits no application
GRANT SELECT ON account TO 'desk'@'localhost';
GRANT SELECT, INSERT, UPDATE (seen_at, ended_at, version) ON session TO 'desk'@'localhost';
GRANT SELECT, INSERT, UPDATE (tries, used_at, version) ON onetime TO 'desk'@'localhost';
GRANT SELECT, INSERT, UPDATE ON limit_bucket TO 'desk'@'localhost';
GRANT SELECT ON organisation TO 'desk'@'localhost';
GRANT SELECT ON person TO 'desk'@'localhost';
GRANT SELECT ON ra TO 'desk'@'localhost';
GRANT SELECT ON product TO 'desk'@'localhost';
GRANT SELECT ON document TO 'desk'@'localhost';
GRANT SELECT ON revision TO 'desk'@'localhost';
GRANT SELECT ON clause TO 'desk'@'localhost';
GRANT SELECT ON setting TO 'desk'@'localhost';
GRANT SELECT ON operator TO 'desk'@'localhost';
GRANT SELECT, UPDATE (sign_count, used_at, version) ON operator_credential TO 'desk'@'localhost';
GRANT SELECT, UPDATE (state, moved_at, reason, accepted_at, due_at, claimed_by, claimed_at, fee_state, version)
    ON application TO 'desk'@'localhost';
GRANT SELECT, INSERT ON application_event TO 'desk'@'localhost';
GRANT SELECT, UPDATE (pages, version) ON material TO 'desk'@'localhost';
GRANT SELECT, INSERT ON material_page TO 'desk'@'localhost';
GRANT SELECT, INSERT ON material_look TO 'desk'@'localhost';
GRANT SELECT ON presentation TO 'desk'@'localhost';
GRANT SELECT ON consent TO 'desk'@'localhost';
GRANT SELECT, INSERT ON case_text TO 'desk'@'localhost';
GRANT SELECT, INSERT ON decision TO 'desk'@'localhost';
GRANT SELECT, INSERT ON issue_job TO 'desk'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, ticket, version) ON paper TO 'desk'@'localhost';
GRANT SELECT, INSERT ON paper_sign TO 'desk'@'localhost';
GRANT SELECT ON certificate TO 'desk'@'localhost';
GRANT SELECT ON objection TO 'desk'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, release_paper, version) ON hold TO 'desk'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, live, decided_at, decided_by, version) ON revocation TO 'desk'@'localhost';
GRANT SELECT, INSERT ON sign_order TO 'desk'@'localhost';
GRANT SELECT, INSERT ON notice TO 'desk'@'localhost';
GRANT INSERT ON delivery TO 'desk'@'localhost';

-- office: texts, operators, settings; no application, no person
GRANT SELECT, INSERT, UPDATE (seen_at, ended_at, version) ON session TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE (tries, used_at, version) ON onetime TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON limit_bucket TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON ra TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON product TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON setting TO 'office'@'localhost';
GRANT SELECT, INSERT ON document TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, class, title, markdown, html, sha256, sm3, effective_at, paper, editor, edited_at, version)
    ON revision TO 'office'@'localhost';
GRANT SELECT, INSERT, DELETE ON clause TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON operator TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE (sign_count, used_at, version) ON operator_credential TO 'office'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, ticket, version) ON paper TO 'office'@'localhost';
GRANT SELECT, INSERT ON paper_sign TO 'office'@'localhost';
GRANT INSERT ON sign_order TO 'office'@'localhost';
GRANT SELECT, INSERT ON notice TO 'office'@'localhost';
GRANT INSERT ON delivery TO 'office'@'localhost';

-- status: published rows only
GRANT SELECT ON crl TO 'status'@'localhost';
GRANT SELECT ON ocsp_answer TO 'status'@'localhost';
GRANT SELECT ON ca_key TO 'status'@'localhost';

-- issuer: what signd answered
GRANT SELECT ON account TO 'issuer'@'localhost';
GRANT SELECT ON product TO 'issuer'@'localhost';
GRANT SELECT ON case_text TO 'issuer'@'localhost';
GRANT SELECT ON decision TO 'issuer'@'localhost';
GRANT SELECT ON paper_sign TO 'issuer'@'localhost';
GRANT SELECT, UPDATE (state, moved_at, reason, stamp, stamped_at, version) ON application TO 'issuer'@'localhost';
GRANT SELECT, INSERT ON application_event TO 'issuer'@'localhost';
GRANT SELECT, UPDATE ON issue_job TO 'issuer'@'localhost';
GRANT SELECT, INSERT, UPDATE (tbs, token, state, version) ON intent TO 'issuer'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, state_at, reason, version) ON certificate TO 'issuer'@'localhost';
GRANT SELECT, UPDATE ON hold TO 'issuer'@'localhost';
GRANT SELECT, UPDATE ON revocation TO 'issuer'@'localhost';
GRANT SELECT, UPDATE ON sign_order TO 'issuer'@'localhost';
GRANT SELECT, UPDATE ON paper TO 'issuer'@'localhost';
GRANT SELECT, UPDATE (state, html, sha256, sm3, effective_at, published_at, paper, version) ON revision TO 'issuer'@'localhost';
GRANT SELECT, UPDATE (state, cert, cert_serial, not_after, name, id_index, ra, roles, soft, version) ON operator
    TO 'issuer'@'localhost';
GRANT SELECT, UPDATE (ended_at, version) ON session TO 'issuer'@'localhost';
GRANT SELECT, INSERT ON crl TO 'issuer'@'localhost';
GRANT SELECT, INSERT, UPDATE ON ocsp_answer TO 'issuer'@'localhost';
GRANT SELECT, INSERT, UPDATE ON ca_key TO 'issuer'@'localhost';
GRANT SELECT, INSERT ON notice TO 'issuer'@'localhost';
GRANT INSERT ON delivery TO 'issuer'@'localhost';

-- courier: messages and clocks
GRANT SELECT ON account TO 'courier'@'localhost';
GRANT SELECT ON product TO 'courier'@'localhost';
GRANT SELECT ON setting TO 'courier'@'localhost';
GRANT SELECT, INSERT, UPDATE (params, version) ON notice TO 'courier'@'localhost';
GRANT SELECT, INSERT, UPDATE ON delivery TO 'courier'@'localhost';
GRANT SELECT, DELETE ON limit_bucket TO 'courier'@'localhost';
GRANT SELECT, DELETE ON onetime TO 'courier'@'localhost';
GRANT SELECT, UPDATE (state, moved_at, reason, version) ON application TO 'courier'@'localhost';
GRANT SELECT, INSERT ON application_event TO 'courier'@'localhost';
GRANT SELECT, UPDATE (accepted_at, accepted_how, version) ON certificate TO 'courier'@'localhost';
GRANT SELECT, UPDATE (warned_at, version) ON hold TO 'courier'@'localhost';
GRANT SELECT, INSERT ON revocation TO 'courier'@'localhost';
GRANT SELECT, INSERT ON sign_order TO 'courier'@'localhost';
