-- A million certificates, a hundred thousand open applications, half a million events of the trail: rows as a big CA would have them
-- after some years, for tests/bench big.  Needs MariaDB's tables of numbers (SEQUENCE engine), no foreign keys.
SET SESSION foreign_key_checks = 0, unique_checks = 0, sql_log_bin = 0;

INSERT INTO product (code, kind, issuer, profile, days, sensitive_fields, documents, state, position, created, version)
    VALUES ('personal', 'personal', 'ca-p256', 'personal', 365, '', '', 'open', 1, '2026-01-01', 0);

INSERT INTO account (id, mobile, language, failures, created, version)
    SELECT seq, CONCAT('+86139', LPAD(seq, 8, '0')), 'zh-CN', 0, '2026-01-01', 0 FROM seq_1_to_300000;

-- every third was returned before; one in ten has been taken up
INSERT INTO application (id, no, account, ra, product, kind, state, moved_at, attempt, language, common_name, id_index, spki_sha256,
    consent_text, consent_sha256, stamp, stamped_at, submitted_at, due_at, claimed_by, claimed_at, fee_state, request, created, version)
    SELECT 5000000000 + seq, CONCAT('20261101-', LPAD(seq, 7, '0')), 1 + seq % 300000, 'default', 'personal', 'new',
    ELT(1 + seq % 5, 'submitted', 'submitted', 'submitted', 'entered', 'returned'), '2026-11-01' + INTERVAL seq SECOND,
    1 + (seq % 3 = 0), 'zh-CN', CONCAT('申请人', seq), SHA2(CONCAT('p', seq), 256), UNHEX(SHA2(CONCAT('k', seq), 256)),
    REPEAT('consent ', 200), UNHEX(SHA2(CONCAT('c', seq), 256)), REPEAT('s', 1500), '2026-11-01' + INTERVAL seq SECOND,
    '2026-11-01' + INTERVAL seq SECOND, '2026-11-20' + INTERVAL seq * 7 % 864000 SECOND, IF(seq % 10 = 0, 7, NULL),
    IF(seq % 10 = 0, '2026-11-20', NULL), 'none', CONCAT('q', seq), '2026-11-01' + INTERVAL seq SECOND, 2
    FROM seq_1_to_100000;

-- fifty thousand names share twenty certificates each; one in fifty is revoked, one in five hundred held
INSERT INTO certificate (id, issuer, serial, application, account, ra, product, subject, common_name, id_index, uscc, spki_sha256, der,
    sha256, not_before, not_after, state, state_at, reason, request, instance, seq, head, signed_at, downloaded_at, accepted_at,
    accepted_how, created, version)
    SELECT 1000000 + seq, IF(seq % 4 = 0, 'ca-rsa', 'ca-p256'), UNHEX(CONCAT('40', LEFT(SHA2(CONCAT('s', seq), 256), 38))), seq,
    1 + seq % 300000, 'default', 'personal', CONCAT('C=CN, CN=持有人', seq % 50000), CONCAT('持有人', seq % 50000),
    SHA2(CONCAT('h', seq % 400000), 256), IF(seq % 3 = 0, CONCAT('91510100', LPAD(seq % 100000, 10, '0')), NULL),
    UNHEX(SHA2(CONCAT('y', seq), 256)), REPEAT('d', 900), UNHEX(SHA2(CONCAT('d', seq), 256)),
    '2026-01-01' + INTERVAL seq * 20 SECOND, '2027-01-01' + INTERVAL seq * 20 SECOND,
    CASE WHEN seq % 50 = 0 THEN 'revoked' WHEN seq % 500 = 1 THEN 'held' ELSE 'valid' END, '2026-01-01' + INTERVAL seq * 20 SECOND,
    0, 9000000 + seq, 'ca', seq, REPEAT('h', 32), '2026-01-01' + INTERVAL seq * 20 SECOND, '2026-10-01',
    IF(seq > 990000, NULL, '2026-10-02'), IF(seq > 990000, NULL, 'holder'), '2026-01-01' + INTERVAL seq * 20 SECOND, 1
    FROM seq_1_to_1000000;

INSERT INTO ocsp_answer (issuer, serial, state, this_update, next_update, der_sha1, der_sha256, due_at, created, version)
    SELECT issuer, serial, state, created, not_after, REPEAT('a', 600), REPEAT('b', 650), '2027-01-01' + INTERVAL id SECOND, created, 1
    FROM certificate;

INSERT INTO revocation (id, certificate, live, state, channel, proof, reporter, ground, reason, accepted_at, decided_at, effective_at,
    crl_number, crl_at, request, created, version)
    SELECT id, id, 1, 'done', 'web', 'code', '1', 'holder', 1, state_at, state_at, state_at, 1, state_at, CONCAT('r', id), state_at, 1
    FROM certificate WHERE state = 'revoked';
INSERT INTO hold (id, certificate, live, state, channel, proof, reporter, accepted_at, effective_at, crl_number, crl_at, expires_at,
    request, created, version)
    SELECT id, id, 1, 'active', 'web', 'code', '1', state_at, state_at, 1, state_at, '2027-06-01', CONCAT('h', id), state_at, 1
    FROM certificate WHERE state = 'held';

INSERT INTO application_event (id, application, seq, from_state, event, to_state, actor_kind, actor, created)
    SELECT 2 * id, id, 1, 'draft', 'submit', 'submitted', 'account', '1', created FROM application;
INSERT INTO issue_job (id, application, attempt, case_sha256, state, fence, tries, next_at, created, version)
    SELECT seq, seq, 1, UNHEX(SHA2(CONCAT('j', seq), 256)), 'done', 1, 0, '2026-01-01', '2026-01-01', 2 FROM seq_1_to_1000000;
INSERT INTO notice (id, event, account, application, language, secret, created, version)
    SELECT seq, 'issued', 1 + seq % 300000, seq, 'zh-CN', 0, '2026-01-01', 0 FROM seq_1_to_1000000;
INSERT INTO delivery (id, notice, channel, address, state, fence, tries, next_at, sent_at, created, version)
    SELECT seq, seq, 'sms', '+8613900000000', 'sent', 1, 0, '2026-01-01', '2026-01-01', '2026-01-01', 1 FROM seq_1_to_1000000;

-- the chain's head and trigger are for those who write; here only its readers are measured
DROP TRIGGER audit_own;
INSERT INTO audit (chain, seq, created, actor_kind, actor, act, object_kind, object, detail, request, ip, previous, hash)
    SELECT 'localhost/desk/0', seq, '2026-01-01' + INTERVAL seq * 20 SECOND, 'operator', 'op-1', 'case.look', 'application',
    5000000000 + seq % 100000, 'no=20261101-0000001', '', '127.0.0.1', REPEAT('p', 32), REPEAT('h', 32) FROM seq_1_to_500000;
ANALYZE TABLE application, certificate, ocsp_answer, revocation, hold, issue_job, notice, delivery, audit;
