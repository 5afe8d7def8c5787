-- Certhall: every table of the database (design.md 5), one comment per table and column.
--
-- Rules (db/README.md): ids are made by the program (rnd_id), never by AUTO_INCREMENT; times are UTC, bound by the program,
-- never NOW(); a column that changes belongs to a table with `version`; digests, tokens and serials are raw bytes; codes
-- compare byte by byte, trailing blanks included (utf8mb4_nopad_bin, the default of every table); text that people write
-- is utf8mb4_uca1400_ai_ci.  An enum is stored as its word.  Nothing cascades.

SET NAMES utf8mb4;
SET SESSION sql_mode = 'TRADITIONAL,NO_ENGINE_SUBSTITUTION';

-- ------------------------------------------------------------------------------------------------ who is there

CREATE TABLE account (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	mobile		VARCHAR(20) NOT NULL COMMENT 'digits with +country in front; the registered number that one-time codes go to',
	email		VARCHAR(254) NULL COMMENT 'second channel, lower case; NULL: none given',
	language	VARCHAR(8) NOT NULL COMMENT 'of messages: zh-CN, en, vi',
	failures	INT NOT NULL COMMENT 'wrong codes since the last success',
	locked_until	DATETIME(3) NULL COMMENT 'no login before this time',
	created		DATETIME(3) NOT NULL COMMENT 'registration',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY account_mobile (mobile),
	UNIQUE KEY account_email (email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a person who uses the hall; there are no passwords';

CREATE TABLE session (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program; consent rows name it',
	token		BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie value; the cookie itself is not stored',
	console		VARCHAR(8) NOT NULL COMMENT 'hall, desk or office: a session is good for one program',
	account		BIGINT UNSIGNED NULL COMMENT 'who is logged in at the hall; NULL: nobody yet',
	operator	BIGINT UNSIGNED NULL COMMENT 'who is logged in at desk or office; NULL: nobody yet',
	strength	VARCHAR(8) NOT NULL COMMENT 'of the login: none, code, soft or key',
	csrf		BINARY(32) NOT NULL COMMENT 'seed of the tokens in this session''s forms',
	ip		VARCHAR(45) NOT NULL COMMENT 'address at opening',
	agent		VARCHAR(300) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'user agent at opening',
	seen_at		DATETIME(3) NOT NULL COMMENT 'last request (idle limit), written at most once a minute',
	expires_at	DATETIME(3) NOT NULL COMMENT 'absolute end',
	ended_at	DATETIME(3) NULL COMMENT 'logged out or replaced at login',
	created		DATETIME(3) NOT NULL COMMENT 'opening',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY session_token (token),
	KEY session_expires (expires_at),
	KEY session_account (account),
	KEY session_operator (operator)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a browser that has talked to us, logged in or not';

CREATE TABLE onetime (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	purpose		VARCHAR(16) NOT NULL COMMENT 'what it opens: register, login, suspend, revoke, download, challenge, invite; pass.NAME: what such a code has opened',
	target		VARCHAR(254) NOT NULL COMMENT 'whom or what it was made for: a mobile, an account, a session',
	code		BINARY(32) NOT NULL COMMENT 'HMAC-SHA256 of the code or nonce; the code itself is not stored',
	account		BIGINT UNSIGNED NULL COMMENT 'account it was made for, if any',
	object		BIGINT UNSIGNED NULL COMMENT 'certificate, operator or session it is about, if any',
	tries		INT NOT NULL COMMENT 'wrong guesses so far',
	expires_at	DATETIME(3) NOT NULL COMMENT 'worthless afterwards',
	used_at		DATETIME(3) NULL COMMENT 'when it was taken; it opens once',
	created		DATETIME(3) NOT NULL COMMENT 'when it was made',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	KEY onetime_target (purpose, target, created),
	KEY onetime_code (purpose, code),
	KEY onetime_expires (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a one-time code, login challenge or invitation';

CREATE TABLE limit_bucket (
	kind		VARCHAR(32) NOT NULL COMMENT 'which limit',
	name		VARCHAR(254) NOT NULL COMMENT 'whose: account, address or number',
	full_at		DATETIME(6) NOT NULL COMMENT 'when the bucket will be full again; each token taken moves it on',
	PRIMARY KEY (kind, name),
	KEY limit_bucket_full (full_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='token buckets of the rate limits: one row each, nothing is counted';

CREATE TABLE organisation (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'whose agent named it',
	uscc		VARCHAR(18) NOT NULL COMMENT 'unified social credit code',
	name		VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'exactly as registered',
	created		DATETIME(3) NOT NULL COMMENT 'first named',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY organisation_account (account, uscc),
	KEY organisation_uscc (uscc),
	CONSTRAINT organisation_account FOREIGN KEY (account) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a unit an account has applied for';

CREATE TABLE person (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program; the number is sealed for this object',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'account that named this person',
	organisation	BIGINT UNSIGNED NULL COMMENT 'the unit he acts for as agent or legal representative',
	capacity	VARCHAR(8) NOT NULL COMMENT 'self, agent or legal',
	name		VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'exactly as on the document',
	id_kind		VARCHAR(16) NOT NULL COMMENT 'kind of identity document',
	id_sealed	BLOB NOT NULL COMMENT 'number, sealed to the records key',
	id_masked	VARCHAR(64) NOT NULL COMMENT 'number with its middle hidden',
	id_index	CHAR(64) NOT NULL COMMENT 'blind index of the number',
	mobile		VARCHAR(20) NULL COMMENT 'his number, if given',
	created		DATETIME(3) NOT NULL COMMENT 'first named',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY person_account (account, capacity, id_index),
	KEY person_index (id_index),
	CONSTRAINT person_account FOREIGN KEY (account) REFERENCES account (id),
	CONSTRAINT person_organisation FOREIGN KEY (organisation) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a natural person named in a submitted application';

CREATE TABLE ra (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	code		VARCHAR(32) NOT NULL COMMENT 'as it stands in case texts and operator certificates',
	name		VARCHAR(200) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'for people',
	state		VARCHAR(8) NOT NULL COMMENT 'open or closed',
	created		DATETIME(3) NOT NULL COMMENT 'set up',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY ra_code (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a registration authority';

CREATE TABLE operator (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	person_no	VARCHAR(32) NOT NULL COMMENT 'person number: serialNumber of his certificate, stands in every decision',
	name		VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'real name',
	id_index	CHAR(64) NOT NULL COMMENT 'blind index of his identity number: nobody decides on his own application',
	ra		VARCHAR(32) NOT NULL COMMENT 'code of his RA',
	roles		VARCHAR(80) NOT NULL COMMENT 'clerk,reviewer,business,security,auditor: sorted, with commas',
	state		VARCHAR(12) NOT NULL COMMENT 'invited, registered, active or withdrawn',
	soft		TINYINT NOT NULL COMMENT '1: soft key, shown as such on every page (I9)',
	cert		BLOB NULL COMMENT 'operator certificate, DER; NULL until signd has granted it',
	cert_serial	VARBINARY(20) NULL COMMENT 'its serial',
	not_after	DATETIME(3) NULL COMMENT 'its end',
	created		DATETIME(3) NOT NULL COMMENT 'invited',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY operator_person (person_no),
	KEY operator_list (name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a named natural person who may decide';

CREATE TABLE operator_credential (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	operator	BIGINT UNSIGNED NOT NULL COMMENT 'whose',
	credential	VARBINARY(1023) NOT NULL COMMENT 'WebAuthn credential id (at most 1023 octets)',
	spki		VARBINARY(128) NOT NULL COMMENT 'P-256 public key, SubjectPublicKeyInfo',
	soft		TINYINT NOT NULL COMMENT '1: WebCrypto or demo key',
	sign_count	BIGINT UNSIGNED NOT NULL COMMENT 'last counter seen',
	used_at		DATETIME(3) NULL COMMENT 'last login or signature',
	created		DATETIME(3) NOT NULL COMMENT 'registered',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY operator_credential_id (credential),
	KEY operator_credential_operator (operator),
	CONSTRAINT operator_credential_operator FOREIGN KEY (operator) REFERENCES operator (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='the key an operator logs in and signs with';

-- ------------------------------------------------------------------------------------------------ what is offered and agreed

CREATE TABLE product (
	code		VARCHAR(32) NOT NULL COMMENT 'personal, enterprise; names and texts are in the language files',
	kind		VARCHAR(16) NOT NULL COMMENT 'whom it is for: personal or enterprise',
	issuer		VARCHAR(32) NOT NULL COMMENT 'issuing CA',
	profile		VARCHAR(32) NOT NULL COMMENT 'certificate profile of profiles.conf',
	days		INT NOT NULL COMMENT 'length of validity',
	sensitive_fields VARCHAR(200) NOT NULL COMMENT 'fields that need the separate consent first, with commas (PIPL 29)',
	documents	VARCHAR(200) NOT NULL COMMENT 'kinds of document to be agreed to, in order, with commas',
	state		VARCHAR(8) NOT NULL COMMENT 'open or closed',
	position	INT NOT NULL COMMENT 'order in lists',
	created		DATETIME(3) NOT NULL COMMENT 'set up',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a kind of certificate that can be applied for';

CREATE TABLE document (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	kind		VARCHAR(16) NOT NULL COMMENT 'notice, risk, agreement, cps, privacy or sensitive',
	language	VARCHAR(8) NOT NULL COMMENT 'zh-CN, en or vi',
	created		DATETIME(3) NOT NULL COMMENT 'set up',
	PRIMARY KEY (id),
	UNIQUE KEY document_kind (kind, language)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a text people agree to, in one language';

CREATE TABLE revision (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	document	BIGINT UNSIGNED NOT NULL COMMENT 'of which document',
	kind		VARCHAR(16) NOT NULL COMMENT 'kind of the document, repeated for the index',
	language	VARCHAR(8) NOT NULL COMMENT 'language of the document, repeated for the index',
	number		INT NOT NULL COMMENT 'counts from 1 per document',
	state		VARCHAR(12) NOT NULL COMMENT 'draft, signing or published; the one in force is the published one with the latest effective_at not in the future',
	class		VARCHAR(12) NOT NULL COMMENT 'of the change: editorial, rights or personal',
	title		VARCHAR(200) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'heading',
	markdown	MEDIUMTEXT COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'what the office edits',
	html		MEDIUMBLOB NULL COMMENT 'the exact bytes published; NULL while a draft',
	sha256		BINARY(32) NULL COMMENT 'of html',
	sm3		BINARY(32) NULL COMMENT 'of html',
	effective_at	DATETIME(3) NULL COMMENT 'in force from',
	published_at	DATETIME(3) NULL COMMENT 'signd''s time of the publish paper',
	paper		BIGINT UNSIGNED NULL COMMENT 'the publish paper',
	editor		BIGINT UNSIGNED NULL COMMENT 'operator who wrote last',
	edited_at	DATETIME(3) NOT NULL COMMENT 'last change of the text',
	request		VARCHAR(32) NULL COMMENT 'idempotency token of the form that made it',
	created		DATETIME(3) NOT NULL COMMENT 'draft opened',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY revision_number (kind, language, number),
	UNIQUE KEY revision_request (request),
	KEY revision_force (kind, language, state, effective_at),
	KEY revision_document (document),
	CONSTRAINT revision_document FOREIGN KEY (document) REFERENCES document (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='one revision of a document; published ones are kept for ever';

CREATE TABLE clause (
	revision	BIGINT UNSIGNED NOT NULL COMMENT 'of which revision',
	position	INT NOT NULL COMMENT 'order in the box of key clauses',
	anchor		VARCHAR(32) NOT NULL COMMENT 'where it stands in the full text',
	heading		VARCHAR(200) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'for the box',
	text		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'the clause',
	created		DATETIME(3) NOT NULL COMMENT 'marked',
	PRIMARY KEY (revision, position),
	CONSTRAINT clause_revision FOREIGN KEY (revision) REFERENCES revision (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a key clause that is shown apart (法释〔2023〕13号, 10)';

-- ------------------------------------------------------------------------------------------------ the application

CREATE TABLE application (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	no		VARCHAR(24) NULL COMMENT 'public number YYYYMMDD-NNNNNN; NULL until given',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'whose',
	ra		VARCHAR(32) NOT NULL COMMENT 'code of the RA that decides',
	product		VARCHAR(32) NOT NULL COMMENT 'what is applied for',
	kind		VARCHAR(12) NOT NULL COMMENT 'new, renew, change or reissue',
	related		BIGINT UNSIGNED NULL COMMENT 'certificate it follows, unless new',
	state		VARCHAR(12) NOT NULL COMMENT 'design.md 3; moved by rules/move alone',
	moved_at	DATETIME(3) NOT NULL COMMENT 'last change of state',
	attempt		INT NOT NULL COMMENT 'counts submissions from 1; 0 for the first draft',
	language	VARCHAR(8) NOT NULL COMMENT 'in which it is filled in',
	purpose		VARCHAR(200) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT '申请用途',
	country		CHAR(2) NULL COMMENT 'subject C',
	province	VARCHAR(128) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'subject ST',
	locality	VARCHAR(128) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'subject L',
	org_name	VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'subject O: registered name of the unit',
	org_unit	VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'subject OU',
	org_kind	VARCHAR(16) NULL COMMENT 'kind of unit',
	uscc		VARCHAR(18) NULL COMMENT 'unified social credit code of the unit',
	common_name	VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'subject CN: name of the person or unit',
	email		VARCHAR(254) NULL COMMENT 'for the certificate and messages',
	email_proven	VARCHAR(254) NULL COMMENT 'the address whose code was typed; only as long as email is the same it stands in the certificate',
	mobile		VARCHAR(20) NULL COMMENT 'contact',
	id_kind		VARCHAR(16) NULL COMMENT 'applicant: kind of identity document',
	id_draft	BLOB NULL COMMENT 'applicant: number under the key in the owner''s cookie, until submission',
	id_sealed	BLOB NULL COMMENT 'applicant: number sealed to the records key',
	id_masked	VARCHAR(64) NULL COMMENT 'applicant: number with its middle hidden',
	id_index	CHAR(64) NULL COMMENT 'applicant: blind index of the number',
	agent_name	VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'agent of the unit (经办人)',
	agent_mobile	VARCHAR(20) NULL COMMENT 'agent: mobile',
	agent_id_kind	VARCHAR(16) NULL COMMENT 'agent: kind of identity document',
	agent_id_draft	BLOB NULL COMMENT 'agent: number, draft form',
	agent_id_sealed	BLOB NULL COMMENT 'agent: number, sealed',
	agent_id_masked	VARCHAR(64) NULL COMMENT 'agent: number, masked',
	agent_id_index	CHAR(64) NULL COMMENT 'agent: blind index',
	legal_name	VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'legal representative (法定代表人)',
	legal_id_kind	VARCHAR(16) NULL COMMENT 'legal representative: kind of identity document',
	legal_id_draft	BLOB NULL COMMENT 'legal representative: number, draft form',
	legal_id_sealed	BLOB NULL COMMENT 'legal representative: number, sealed',
	legal_id_masked	VARCHAR(64) NULL COMMENT 'legal representative: number, masked',
	legal_id_index	CHAR(64) NULL COMMENT 'legal representative: blind index',
	key_origin	VARCHAR(8) NULL COMMENT 'none, browser or pkcs10',
	csr		BLOB NULL COMMENT 'the PKCS#10 as checked, DER',
	spki		BLOB NULL COMMENT 'its public key',
	spki_sha256	BINARY(32) NULL COMMENT 'digest of spki: the key code people compare',
	consent_text	MEDIUMBLOB NULL COMMENT 'consent paper of the last submission, exact bytes',
	consent_sha256	BINARY(32) NULL COMMENT 'its digest, stands in the case text',
	stamp		BLOB NULL COMMENT 'RFC 3161 token over the consent paper',
	stamped_at	DATETIME(3) NULL COMMENT 'signd''s time of the stamp; entering waits for it',
	submitted_at	DATETIME(3) NULL COMMENT '收件: last submission',
	accepted_at	DATETIME(3) NULL COMMENT '受理: the clerk''s act',
	due_at		DATETIME(3) NULL COMMENT 'promised end of handling',
	claimed_by	BIGINT UNSIGNED NULL COMMENT 'operator who works on it',
	claimed_at	DATETIME(3) NULL COMMENT 'since when',
	reason		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'why returned or rejected, as told to the applicant',
	fee_state	VARCHAR(8) NOT NULL COMMENT 'none, paid or waived',
	request		VARCHAR(32) NOT NULL COMMENT 'idempotency token of the form that started it',
	created		DATETIME(3) NOT NULL COMMENT 'draft opened',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock; every edit and every move raises it',
	PRIMARY KEY (id),
	UNIQUE KEY application_no (no),
	UNIQUE KEY application_request (request),
	KEY application_account (account, id),
	KEY application_queue (ra, state, due_at, id, attempt),
	KEY application_moved (state, moved_at, id),
	KEY application_stamp (stamped_at, submitted_at),
	KEY application_index (id_index, id),
	KEY application_uscc (uscc, id),
	KEY application_spki (spki_sha256),
	CONSTRAINT application_account FOREIGN KEY (account) REFERENCES account (id),
	CONSTRAINT application_product FOREIGN KEY (product) REFERENCES product (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='an application, from the first field to acceptance';

CREATE TABLE application_event (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'which',
	seq		INT UNSIGNED NOT NULL COMMENT 'the version of the application this event made: events are ordered by it',
	from_state	VARCHAR(12) NOT NULL COMMENT 'before',
	event		VARCHAR(16) NOT NULL COMMENT 'what happened',
	to_state	VARCHAR(12) NOT NULL COMMENT 'after',
	actor_kind	VARCHAR(8) NOT NULL COMMENT 'account, operator or program',
	actor		VARCHAR(64) NOT NULL COMMENT 'account id, person number or program',
	reason		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'as told to the applicant',
	created		DATETIME(3) NOT NULL COMMENT 'when',
	PRIMARY KEY (id),
	UNIQUE KEY application_event_seq (application, seq),
	KEY application_event_time (event, created),
	CONSTRAINT application_event_application FOREIGN KEY (application) REFERENCES application (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='each move of an application; only ever added to';

CREATE TABLE material (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program; the content is sealed for this object',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'of which application',
	kind		VARCHAR(32) NOT NULL COMMENT 'which material of the product''s list',
	name		VARCHAR(200) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'file name as the applicant''s',
	type		VARCHAR(32) NOT NULL COMMENT 'media type, found by content',
	size		INT NOT NULL COMMENT 'octets of the plain content',
	sha256		BINARY(32) NOT NULL COMMENT 'of the plain content; stands in the case text',
	sealed		LONGBLOB NOT NULL COMMENT 'content, sealed to the records key',
	pages		INT NOT NULL COMMENT 'page images made so far; 0: not yet',
	replaced_at	DATETIME(3) NULL COMMENT 'when the applicant replaced or removed it; NULL: current',
	request		VARCHAR(32) NOT NULL COMMENT 'idempotency token of the upload',
	created		DATETIME(3) NOT NULL COMMENT 'uploaded',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY material_request (request),
	KEY material_application (application, replaced_at, kind),
	CONSTRAINT material_application FOREIGN KEY (application) REFERENCES application (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a piece of evidence';

CREATE TABLE material_page (
	material	BIGINT UNSIGNED NOT NULL COMMENT 'of which material',
	page		INT NOT NULL COMMENT 'from 1',
	width		INT NOT NULL COMMENT 'pixels',
	height		INT NOT NULL COMMENT 'pixels',
	sealed		LONGBLOB NOT NULL COMMENT 'PNG, sealed to the records key',
	created		DATETIME(3) NOT NULL COMMENT 'made',
	PRIMARY KEY (material, page),
	CONSTRAINT material_page_material FOREIGN KEY (material) REFERENCES material (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a page of evidence as a picture: the desk never opens the file itself';

CREATE TABLE material_look (
	material	BIGINT UNSIGNED NOT NULL COMMENT 'what was looked at; a replaced material is another row',
	operator	BIGINT UNSIGNED NOT NULL COMMENT 'by whom',
	created		DATETIME(3) NOT NULL COMMENT 'first look; each look is an audit row too',
	PRIMARY KEY (material, operator),
	CONSTRAINT material_look_material FOREIGN KEY (material) REFERENCES material (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='which operator has viewed which evidence (viewed 3 of 5)';

CREATE TABLE presentation (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	revision	BIGINT UNSIGNED NOT NULL COMMENT 'what was shown',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'to whom',
	application	BIGINT UNSIGNED NULL COMMENT 'for which application',
	session		BIGINT UNSIGNED NOT NULL COMMENT 'in which session',
	shown_sha256	BINARY(32) NOT NULL COMMENT 'of the exact bytes shown',
	shown_sm3	BINARY(32) NOT NULL COMMENT 'of the exact bytes shown',
	build		VARCHAR(64) NOT NULL COMMENT 'version of program, templates and words: digest of their bytes',
	highlights	VARCHAR(320) NOT NULL COMMENT 'anchors of the clauses shown apart, with commas',
	ip		VARCHAR(45) NOT NULL COMMENT 'address',
	agent		VARCHAR(300) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'user agent',
	request		VARCHAR(32) NOT NULL COMMENT 'request id, as in the log',
	created		DATETIME(3) NOT NULL COMMENT 'displayed at',
	PRIMARY KEY (id),
	KEY presentation_account (account, revision, id),
	CONSTRAINT presentation_revision FOREIGN KEY (revision) REFERENCES revision (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a text was shown to somebody; written before the page is sent, only ever added to';

CREATE TABLE consent (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	presentation	BIGINT UNSIGNED NOT NULL COMMENT 'the showing it answers',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'who',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'for which application',
	capacity	VARCHAR(8) NOT NULL COMMENT 'self or agent',
	for_unit	VARCHAR(18) NULL COMMENT 'credit code of the unit an agent acts for',
	revision	BIGINT UNSIGNED NOT NULL COMMENT 'to what',
	kind		VARCHAR(16) NOT NULL COMMENT 'kind of the document',
	language	VARCHAR(8) NOT NULL COMMENT 'language of the revision',
	number		INT NOT NULL COMMENT 'number of the revision',
	decision	VARCHAR(12) NOT NULL COMMENT 'accept, refuse or acknowledge',
	method		VARCHAR(8) NOT NULL COMMENT 'tick, choice or click',
	label		VARCHAR(200) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'words at the box or button',
	initial		VARCHAR(12) NOT NULL COMMENT 'as rendered: unticked box; none: no choice preset',
	opened		TINYINT NOT NULL COMMENT '1: the full text was opened',
	scrolled	TINYINT NOT NULL COMMENT '1: scrolled to the end (needs script; an aid, no proof)',
	dwell_ms	BIGINT NOT NULL COMMENT 'from showing to act, by our clock',
	session		BIGINT UNSIGNED NOT NULL COMMENT 'in which session',
	assurance	VARCHAR(8) NOT NULL COMMENT 'strength of the login at the act',
	ip		VARCHAR(45) NOT NULL COMMENT 'address',
	port		INT NOT NULL COMMENT 'source port',
	agent		VARCHAR(300) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'user agent',
	request		VARCHAR(32) NOT NULL COMMENT 'token of the form it came in; its audit row names the request',
	sha256		BINARY(32) NOT NULL COMMENT 'of all of this record, its showing and the previous digest; stands in its audit row',
	previous	BINARY(32) NOT NULL COMMENT 'digest of this account''s record before; zeros: the first',
	created		DATETIME(3) NOT NULL COMMENT 'when it was done',
	PRIMARY KEY (id),
	UNIQUE KEY consent_chain (account, previous),
	KEY consent_application (application, id),
	KEY consent_account (account, id),
	CONSTRAINT consent_presentation FOREIGN KEY (presentation) REFERENCES presentation (id),
	CONSTRAINT consent_application FOREIGN KEY (application) REFERENCES application (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='one act of agreeing, refusing or taking note (domain.md 6.1); only ever added to';

-- ------------------------------------------------------------------------------------------------ what was decided

CREATE TABLE case_text (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'of which application',
	app_version	INT UNSIGNED NOT NULL COMMENT 'version of the application it was made from',
	attempt		INT NOT NULL COMMENT 'its submission',
	sha256		BINARY(32) NOT NULL COMMENT 'of text: what the operators'' decisions name',
	text		MEDIUMBLOB NOT NULL COMMENT 'the case paper, exact bytes',
	created		DATETIME(3) NOT NULL COMMENT 'made',
	PRIMARY KEY (id),
	UNIQUE KEY case_text_sha256 (sha256),
	KEY case_text_application (application, id),
	CONSTRAINT case_text_application FOREIGN KEY (application) REFERENCES application (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='what operators sign; only ever added to';

CREATE TABLE decision (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'about which application',
	case_sha256	BINARY(32) NOT NULL COMMENT 'about which case text',
	act		VARCHAR(12) NOT NULL COMMENT 'enter, review, renew or personalise',
	decision	VARCHAR(8) NOT NULL COMMENT 'approve, return or reject',
	person_no	VARCHAR(32) NOT NULL COMMENT 'who signed',
	reason		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'as told to the applicant',
	sha256		BINARY(32) NOT NULL COMMENT 'of text: a decision is used once',
	text		BLOB NOT NULL COMMENT 'the decision paper, exact bytes',
	auth_data	BLOB NOT NULL COMMENT 'authenticatorData',
	client_data	BLOB NOT NULL COMMENT 'clientDataJSON',
	signature	BLOB NOT NULL COMMENT 'ECDSA, DER',
	cert		BLOB NOT NULL COMMENT 'operator certificate, DER',
	made_at		DATETIME(3) NOT NULL COMMENT 'as in the text',
	until_at	DATETIME(3) NOT NULL COMMENT 'as in the text: worthless afterwards',
	created		DATETIME(3) NOT NULL COMMENT 'received',
	PRIMARY KEY (id),
	UNIQUE KEY decision_sha256 (sha256),
	KEY decision_case (case_sha256, id),
	KEY decision_application (application, id),
	CONSTRAINT decision_application FOREIGN KEY (application) REFERENCES application (id),
	CONSTRAINT decision_case FOREIGN KEY (case_sha256) REFERENCES case_text (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a signed decision about a case; only ever added to';

CREATE TABLE paper (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	kind		VARCHAR(12) NOT NULL COMMENT 'publish, operator, release, order, resume, reconcile, epoch, or a decision that waits for its signature',
	object		BIGINT UNSIGNED NOT NULL COMMENT 'the revision, operator, hold, revocation or application it is about',
	text		MEDIUMBLOB NOT NULL COMMENT 'the paper, exact bytes',
	sha256		BINARY(32) NOT NULL COMMENT 'of text',
	needs		INT NOT NULL COMMENT 'signatures needed',
	state		VARCHAR(8) NOT NULL COMMENT 'open, ready, running, done, refused or dropped',
	ticket		VARBINARY(64) NULL COMMENT 'one-time ticket of the first people; emptied when used',
	made_by		VARCHAR(32) NOT NULL COMMENT 'person number of the author',
	made_at		DATETIME(3) NOT NULL COMMENT 'as in the text',
	until_at	DATETIME(3) NOT NULL COMMENT 'as in the text',
	owner		BIGINT UNSIGNED NULL COMMENT 'claim that works on it',
	fence		INT UNSIGNED NOT NULL COMMENT 'counts claims',
	lease_until	DATETIME(3) NULL COMMENT 'when the claim lapses',
	tries		INT NOT NULL COMMENT 'claims that came to nothing',
	next_at		DATETIME(3) NOT NULL COMMENT 'not to be claimed before',
	answer		BLOB NULL COMMENT 'signd''s answer: the operator certificate',
	answered_at	DATETIME(3) NULL COMMENT 'signd''s time',
	error		VARCHAR(512) NULL COMMENT 'why refused',
	request		VARCHAR(32) NOT NULL COMMENT 'idempotency token of the form that made it',
	created		DATETIME(3) NOT NULL COMMENT 'made',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY paper_sha256 (sha256),
	UNIQUE KEY paper_request (request),
	KEY paper_queue (state, next_at, id),
	KEY paper_object (kind, object, id),
	KEY paper_lease (lease_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a paper that is not a case: collects signatures, then waits for signd';

CREATE TABLE paper_sign (
	paper		BIGINT UNSIGNED NOT NULL COMMENT 'what was signed',
	person_no	VARCHAR(32) NOT NULL COMMENT 'by whom; one signature each',
	auth_data	BLOB NOT NULL COMMENT 'authenticatorData',
	client_data	BLOB NOT NULL COMMENT 'clientDataJSON',
	signature	BLOB NOT NULL COMMENT 'ECDSA, DER',
	cert		BLOB NULL COMMENT 'operator certificate; NULL: the new credential''s proof of possession',
	created		DATETIME(3) NOT NULL COMMENT 'received',
	PRIMARY KEY (paper, person_no),
	CONSTRAINT paper_sign_paper FOREIGN KEY (paper) REFERENCES paper (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='an assertion over a paper; only ever added to';

-- ------------------------------------------------------------------------------------------------ issuing

CREATE TABLE issue_job (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'approved application',
	attempt		INT NOT NULL COMMENT 'its submission',
	case_sha256	BINARY(32) NOT NULL COMMENT 'case text that was approved',
	state		VARCHAR(8) NOT NULL COMMENT 'queued, running, done, failed or halted',
	owner		BIGINT UNSIGNED NULL COMMENT 'claim that works on it',
	fence		INT UNSIGNED NOT NULL COMMENT 'counts claims',
	lease_until	DATETIME(3) NULL COMMENT 'when the claim lapses',
	tries		INT NOT NULL COMMENT 'claims that came to nothing',
	next_at		DATETIME(3) NOT NULL COMMENT 'not to be claimed before',
	error		VARCHAR(512) NULL COMMENT 'why the last try came to nothing',
	created		DATETIME(3) NOT NULL COMMENT 'queued, in the transaction of the approval',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY issue_job_case (application, case_sha256),
	KEY issue_job_attempt (application, attempt, id),
	KEY issue_job_queue (state, next_at, id),
	KEY issue_job_lease (lease_until),
	KEY issue_job_owner (owner),
	CONSTRAINT issue_job_application FOREIGN KEY (application) REFERENCES application (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='an approved application waiting for its certificate';

CREATE TABLE intent (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program; the request id signd journals',
	job		BIGINT UNSIGNED NOT NULL COMMENT 'of which job',
	position	INT NOT NULL COMMENT 'which certificate of the case, from 1',
	issuer		VARCHAR(32) NOT NULL COMMENT 'issuing CA',
	serial		VARBINARY(20) NOT NULL COMMENT 'reserved serial',
	not_before	DATETIME(3) NOT NULL COMMENT 'start of validity',
	tbs		BLOB NULL COMMENT 'exact bytes to be signed, stored before signing (I1)',
	token		BINARY(32) NULL COMMENT 'signd''s one-shot token for them',
	state		VARCHAR(8) NOT NULL COMMENT 'planned, prepared, signed or never',
	created		DATETIME(3) NOT NULL COMMENT 'planned',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY intent_serial (issuer, serial),
	KEY intent_job (job, position),
	CONSTRAINT intent_job FOREIGN KEY (job) REFERENCES issue_job (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a certificate about to be signed';

CREATE TABLE certificate (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	issuer		VARCHAR(32) NOT NULL COMMENT 'issuing CA',
	serial		VARBINARY(20) NOT NULL COMMENT 'serial number',
	application	BIGINT UNSIGNED NOT NULL COMMENT 'from which application',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'whose',
	ra		VARCHAR(32) NOT NULL COMMENT 'code of the RA that decided',
	product		VARCHAR(32) NOT NULL COMMENT 'what it is',
	subject		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'distinguished name as text',
	common_name	VARCHAR(64) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'its CN',
	id_index	CHAR(64) NOT NULL COMMENT 'blind index of the holder''s identity number',
	uscc		VARCHAR(18) NULL COMMENT 'credit code of the unit',
	spki_sha256	BINARY(32) NOT NULL COMMENT 'digest of the public key',
	der		BLOB NOT NULL COMMENT 'the certificate',
	sha256		BINARY(32) NOT NULL COMMENT 'its digest',
	not_before	DATETIME(3) NOT NULL COMMENT 'start of validity',
	not_after	DATETIME(3) NOT NULL COMMENT 'end of validity',
	state		VARCHAR(8) NOT NULL COMMENT 'valid, held or revoked; as signd''s ledger says',
	state_at	DATETIME(3) NOT NULL COMMENT 'signd''s time of that state',
	reason		INT NOT NULL COMMENT 'CRL reason while held or revoked, else 0',
	request		BIGINT UNSIGNED NOT NULL COMMENT 'intent, signd''s request id',
	instance	VARCHAR(32) NOT NULL COMMENT 'signd instance that signed',
	seq		BIGINT UNSIGNED NOT NULL COMMENT 'of its journal',
	head		BINARY(32) NOT NULL COMMENT 'head of its journal',
	signed_at	DATETIME(3) NOT NULL COMMENT 'signd''s time',
	downloaded_at	DATETIME(3) NULL COMMENT 'first delivery to the holder',
	accepted_at	DATETIME(3) NULL COMMENT 'content confirmed',
	accepted_how	VARCHAR(8) NULL COMMENT 'holder or silence',
	objected_at	DATETIME(3) NULL COMMENT 'holder objected to the content',
	created		DATETIME(3) NOT NULL COMMENT 'stored',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY certificate_serial (issuer, serial),
	UNIQUE KEY certificate_request (request),
	KEY certificate_any_serial (serial),
	KEY certificate_account (account, id),
	KEY certificate_application (application),
	KEY certificate_spki (spki_sha256),
	KEY certificate_index (id_index, id),
	KEY certificate_uscc (uscc, id),
	KEY certificate_name (common_name, id),
	KEY certificate_accept (accepted_at, objected_at, signed_at),
	CONSTRAINT certificate_application FOREIGN KEY (application) REFERENCES application (id),
	CONSTRAINT certificate_request FOREIGN KEY (request) REFERENCES intent (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='an issued subscriber certificate';

CREATE TABLE objection (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	certificate	BIGINT UNSIGNED NOT NULL COMMENT 'against which certificate''s content',
	account		BIGINT UNSIGNED NOT NULL COMMENT 'by whom',
	text		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'what is wrong',
	request		VARCHAR(32) NOT NULL COMMENT 'idempotency token of the form',
	created		DATETIME(3) NOT NULL COMMENT 'received',
	PRIMARY KEY (id),
	UNIQUE KEY objection_request (request),
	KEY objection_certificate (certificate),
	CONSTRAINT objection_certificate FOREIGN KEY (certificate) REFERENCES certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='the holder says the content is wrong; only ever added to';

-- ------------------------------------------------------------------------------------------------ loss, revocation, status

CREATE TABLE hold (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	certificate	BIGINT UNSIGNED NOT NULL COMMENT 'which',
	live		TINYINT NULL COMMENT '1 while asked for or in effect, NULL afterwards: one live hold per certificate',
	state		VARCHAR(12) NOT NULL COMMENT 'asked, active, released or revoked',
	channel		VARCHAR(8) NOT NULL COMMENT 'web, phone, desk, court or ca',
	proof		VARCHAR(8) NOT NULL COMMENT 'what the report rests on: code, key, papers or staff',
	reporter	VARCHAR(64) NOT NULL COMMENT 'account id or person number',
	text		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'what was said',
	accepted_at	DATETIME(3) NOT NULL COMMENT '受理: the report came in',
	effective_at	DATETIME(3) NULL COMMENT 'signd''s time of the hold',
	ocsp_at		DATETIME(3) NULL COMMENT 'OCSP answer switched',
	crl_number	BIGINT UNSIGNED NULL COMMENT 'first CRL that says so',
	crl_at		DATETIME(3) NULL COMMENT 'its thisUpdate',
	expires_at	DATETIME(3) NOT NULL COMMENT 'becomes a revocation then',
	warned_at	DATETIME(3) NULL COMMENT 'the holder was told that it will',
	release_paper	BIGINT UNSIGNED NULL COMMENT 'signed release',
	released_at	DATETIME(3) NULL COMMENT 'signd''s time of the release',
	request		VARCHAR(32) NOT NULL COMMENT 'idempotency token of the form',
	created		DATETIME(3) NOT NULL COMMENT 'stored',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY hold_live (certificate, live),
	UNIQUE KEY hold_request (request),
	KEY hold_expires (live, expires_at),
	KEY hold_queue (live, accepted_at, id),
	KEY hold_crl (live, crl_number, state),
	KEY hold_released (released_at),
	CONSTRAINT hold_certificate FOREIGN KEY (certificate) REFERENCES certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a loss report (挂失) and its certificateHold';

CREATE TABLE revocation (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	certificate	BIGINT UNSIGNED NOT NULL COMMENT 'which',
	live		TINYINT NULL COMMENT '1 unless refused: one revocation per certificate',
	state		VARCHAR(12) NOT NULL COMMENT 'asked, decided, done or refused',
	channel		VARCHAR(8) NOT NULL COMMENT 'web, phone, desk, court or ca',
	proof		VARCHAR(8) NOT NULL COMMENT 'what it rests on: code, key, papers or staff',
	reporter	VARCHAR(64) NOT NULL COMMENT 'account id or person number',
	ground		VARCHAR(16) NOT NULL COMMENT 'holder, silence, objection, hold or G01-G12 (domain.md 1.8)',
	reason		INT NOT NULL COMMENT 'CRL reason (RFC 5280, 5.3.1)',
	text		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'what was said',
	invalid_since	DATETIME(3) NULL COMMENT 'invalidityDate',
	accepted_at	DATETIME(3) NOT NULL COMMENT '受理: the 24 hours run from here (I4)',
	decided_at	DATETIME(3) NULL COMMENT 'accepted as valid or refused',
	decided_by	VARCHAR(64) NULL COMMENT 'person number, or hall when the proof decides',
	effective_at	DATETIME(3) NULL COMMENT 'signd''s time of the revocation',
	ocsp_at		DATETIME(3) NULL COMMENT 'OCSP answer switched',
	crl_number	BIGINT UNSIGNED NULL COMMENT 'first CRL that says so',
	crl_at		DATETIME(3) NULL COMMENT 'its thisUpdate',
	request		VARCHAR(32) NOT NULL COMMENT 'idempotency token of the form',
	created		DATETIME(3) NOT NULL COMMENT 'stored',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	UNIQUE KEY revocation_live (certificate, live),
	UNIQUE KEY revocation_request (request),
	KEY revocation_queue (live, state, accepted_at, id),
	KEY revocation_crl (live, crl_number, state),
	CONSTRAINT revocation_certificate FOREIGN KEY (certificate) REFERENCES certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a revocation (吊销) with its proof of 24 hours';

CREATE TABLE sign_order (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	act		VARCHAR(12) NOT NULL COMMENT 'hold, revoke, release, stop or withdraw',
	certificate	BIGINT UNSIGNED NULL COMMENT 'about which certificate',
	issuer		VARCHAR(32) NULL COMMENT 'its issuing CA',
	serial		VARBINARY(20) NULL COMMENT 'its serial',
	person_no	VARCHAR(32) NULL COMMENT 'withdraw: which operator',
	reason		INT NOT NULL COMMENT 'CRL reason',
	invalid_since	DATETIME(3) NULL COMMENT 'invalidityDate',
	hold		BIGINT UNSIGNED NULL COMMENT 'hold it carries out or releases',
	revocation	BIGINT UNSIGNED NULL COMMENT 'revocation it carries out',
	paper		BIGINT UNSIGNED NULL COMMENT 'signed evidence of a loosening order',
	state		VARCHAR(8) NOT NULL COMMENT 'queued, running, done or failed',
	owner		BIGINT UNSIGNED NULL COMMENT 'claim that works on it',
	fence		INT UNSIGNED NOT NULL COMMENT 'counts claims',
	lease_until	DATETIME(3) NULL COMMENT 'when the claim lapses',
	tries		INT NOT NULL COMMENT 'claims that came to nothing',
	limited		TINYINT NOT NULL COMMENT '1: signd takes no more such orders this hour without two signatures; next_at is its end',
	next_at		DATETIME(3) NOT NULL COMMENT 'not to be claimed before',
	done_at		DATETIME(3) NULL COMMENT 'signd''s time',
	error		VARCHAR(512) NULL COMMENT 'why the last try came to nothing',
	created		DATETIME(3) NOT NULL COMMENT 'queued, in the transaction of the act',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	KEY sign_order_queue (state, next_at, id),
	KEY sign_order_lease (lease_until),
	KEY sign_order_owner (owner),
	KEY sign_order_certificate (certificate, limited)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='an order of status waiting for signd';

CREATE TABLE crl (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	issuer		VARCHAR(32) NOT NULL COMMENT 'whose',
	number		BIGINT UNSIGNED NOT NULL COMMENT 'CRL number, from signd''s journal',
	this_update	DATETIME(3) NOT NULL COMMENT 'thisUpdate',
	next_update	DATETIME(3) NOT NULL COMMENT 'nextUpdate',
	entries		INT NOT NULL COMMENT 'count of entries',
	der		LONGBLOB NOT NULL COMMENT 'the CRL',
	sha256		BINARY(32) NOT NULL COMMENT 'its digest',
	instance	VARCHAR(32) NOT NULL COMMENT 'signd instance',
	seq		BIGINT UNSIGNED NOT NULL COMMENT 'of its journal',
	head		BINARY(32) NOT NULL COMMENT 'head of its journal',
	created		DATETIME(3) NOT NULL COMMENT 'stored, which is published',
	PRIMARY KEY (id),
	UNIQUE KEY crl_number (issuer, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a published revocation list; only ever added to';

CREATE TABLE ocsp_answer (
	issuer		VARCHAR(32) NOT NULL COMMENT 'issuing CA',
	serial		VARBINARY(20) NOT NULL COMMENT 'serial of a certificate',
	state		VARCHAR(8) NOT NULL COMMENT 'what the answer says: valid, held or revoked',
	this_update	DATETIME(3) NULL COMMENT 'thisUpdate; NULL: none made yet',
	next_update	DATETIME(3) NULL COMMENT 'nextUpdate',
	der_sha1	BLOB NULL COMMENT 'answer for a SHA-1 CertID',
	der_sha256	BLOB NULL COMMENT 'answer for a SHA-256 CertID',
	due_at		DATETIME(3) NOT NULL COMMENT 'to be made anew from this time on; 2000-01-01: the status changed, before all others',
	created		DATETIME(3) NOT NULL COMMENT 'first wanted',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock; raised when a new answer is wanted or stored',
	PRIMARY KEY (issuer, serial),
	KEY ocsp_answer_due (due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='the answers the status service gives, made ahead';

CREATE TABLE ca_key (
	name		VARCHAR(32) NOT NULL COMMENT 'root, ca-p256, ca-rsa, operator, infra, ocsp-ca-p256, ocsp-ca-rsa, tsa, audit, records',
	use_for		VARCHAR(16) NOT NULL COMMENT 'root, issuing, operator, infra, ocsp, tsa, audit or records',
	token		VARCHAR(32) NOT NULL COMMENT 'which token holds it: signd or keeper',
	label		VARCHAR(64) NOT NULL COMMENT 'PKCS#11 label',
	key_id		VARBINARY(32) NOT NULL COMMENT 'PKCS#11 CKA_ID',
	algorithm	VARCHAR(16) NOT NULL COMMENT 'p256, rsa2048 and the like',
	spki_sha256	BINARY(32) NOT NULL COMMENT 'digest of the public key',
	cert		BLOB NULL COMMENT 'certificate, DER; NULL: has none',
	not_after	DATETIME(3) NULL COMMENT 'its end',
	created		DATETIME(3) NOT NULL COMMENT 'made',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='a key of ours inside a token';

-- ------------------------------------------------------------------------------------------------ messages, trail, settings

CREATE TABLE notice (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program',
	event		VARCHAR(32) NOT NULL COMMENT 'which message: text Mail.EVENT',
	account		BIGINT UNSIGNED NULL COMMENT 'to whom, if an account',
	application	BIGINT UNSIGNED NULL COMMENT 'about which application',
	language	VARCHAR(8) NOT NULL COMMENT 'of the message',
	params		TEXT COLLATE utf8mb4_uca1400_ai_ci NULL COMMENT 'values for the template, name=value lines; emptied once sent when secret',
	secret		TINYINT NOT NULL COMMENT '1: params hold a one-time code',
	created		DATETIME(3) NOT NULL COMMENT 'caused',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	KEY notice_account (account, id),
	KEY notice_application (application, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='something a person must be told';

CREATE TABLE delivery (
	id		BIGINT UNSIGNED NOT NULL COMMENT 'made by the program; names the file or message',
	notice		BIGINT UNSIGNED NOT NULL COMMENT 'what',
	channel		VARCHAR(8) NOT NULL COMMENT 'sms or mail',
	address		VARCHAR(254) NOT NULL COMMENT 'mobile or mail address',
	state		VARCHAR(8) NOT NULL COMMENT 'queued, running, sent or failed',
	owner		BIGINT UNSIGNED NULL COMMENT 'claim that works on it',
	fence		INT UNSIGNED NOT NULL COMMENT 'counts claims',
	lease_until	DATETIME(3) NULL COMMENT 'when the claim lapses',
	tries		INT NOT NULL COMMENT 'tries so far',
	next_at		DATETIME(3) NOT NULL COMMENT 'not to be tried before',
	expires_at	DATETIME(3) NULL COMMENT 'pointless afterwards (one-time codes)',
	sent_at		DATETIME(3) NULL COMMENT 'taken by the gateway',
	error		VARCHAR(512) NULL COMMENT 'what the gateway said',
	created		DATETIME(3) NOT NULL COMMENT 'queued',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (id),
	KEY delivery_queue (state, next_at, id),
	KEY delivery_lease (lease_until),
	KEY delivery_owner (owner),
	KEY delivery_notice (notice),
	CONSTRAINT delivery_notice FOREIGN KEY (notice) REFERENCES notice (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='one message on one channel';

CREATE TABLE audit_head (
	chain		VARCHAR(96) NOT NULL COMMENT 'host/program/slot: one writer each',
	seq		BIGINT UNSIGNED NOT NULL COMMENT 'of the last row; 0: none yet',
	hash		BINARY(32) NOT NULL COMMENT 'of the last row; zeros before the first',
	created		DATETIME(3) NOT NULL COMMENT 'chain begun',
	PRIMARY KEY (chain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='where each chain ends: a missing tail shows here';

CREATE TABLE audit (
	chain		VARCHAR(96) NOT NULL COMMENT 'host/program/slot',
	seq		BIGINT UNSIGNED NOT NULL COMMENT 'from 1 without a gap',
	created		DATETIME(3) NOT NULL COMMENT 'when',
	actor_kind	VARCHAR(8) NOT NULL COMMENT 'account, operator, program or nobody',
	actor		VARCHAR(64) NOT NULL COMMENT 'account id, person number or program',
	act		VARCHAR(32) NOT NULL COMMENT 'what was done',
	object_kind	VARCHAR(16) NOT NULL COMMENT 'table of the object',
	object		VARCHAR(64) NOT NULL COMMENT 'its id, number or serial',
	detail		TEXT COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'values that matter, name=value; no identity numbers, no codes',
	request		VARCHAR(32) NOT NULL COMMENT 'request id, as in the log',
	ip		VARCHAR(45) NOT NULL COMMENT 'address, empty for programs',
	previous	BINARY(32) NOT NULL COMMENT 'hash of the row before, zeros for the first',
	hash		BINARY(32) NOT NULL COMMENT 'SHA-256 over previous and all fields (store/audit)',
	PRIMARY KEY (chain, seq),
	KEY audit_object (object_kind, object, created),
	KEY audit_created (created)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='every decision and every look at personal data (I5); only ever added to';

CREATE TABLE setting (
	name		VARCHAR(64) NOT NULL COMMENT 'declared in rules',
	value		VARCHAR(1000) COLLATE utf8mb4_uca1400_ai_ci NOT NULL COMMENT 'text',
	updated_by	VARCHAR(64) NOT NULL COMMENT 'person number or program',
	created		DATETIME(3) NOT NULL COMMENT 'first set',
	version		INT UNSIGNED NOT NULL COMMENT 'optimistic lock',
	PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='what the office may change without a new release';

-- ------------------------------------------------------------------------------------------------ guards

DELIMITER //

-- The program a database account belongs to; whoever is no program of ours administers: certhall.
CREATE FUNCTION audit_program() RETURNS VARCHAR(96) NOT DETERMINISTIC NO SQL
RETURN IF(SUBSTRING_INDEX(USER(), '@', 1) IN ('hall', 'desk', 'office', 'status', 'issuer', 'courier'),
    SUBSTRING_INDEX(USER(), '@', 1), 'certhall')//

-- An account begins only chains of its own program (host/PROGRAM/slot), and begins them empty.
CREATE TRIGGER audit_head_own BEFORE INSERT ON audit_head FOR EACH ROW
BEGIN
	IF SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.chain, '/', 2), '/', -1) <> audit_program() OR NEW.seq <> 0 THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an audit chain is begun empty by its own program';
	END IF;
END//

-- A row moves the head of its chain, by itself and by one: same program, next place, the hash it follows.  Nobody else may move a
-- head (grants.sql).  1020 says that another writer was faster: the transaction is run again.
CREATE TRIGGER audit_own BEFORE INSERT ON audit FOR EACH ROW
BEGIN
	IF SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.chain, '/', 2), '/', -1) <> audit_program() THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an audit row belongs to a chain of its own program';
	END IF;
	UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash
	    WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous;
	IF ROW_COUNT() <> 1 THEN
		SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1020, MESSAGE_TEXT = 'an audit row must follow the head of its chain';
	END IF;
END//

-- A program opens sessions of its own console alone: who owns the hall is not thereby at the desk.
CREATE TRIGGER session_own BEFORE INSERT ON session FOR EACH ROW
BEGIN
	IF NEW.console <> audit_program() AND audit_program() <> 'certhall' THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session is opened by the program of its own console';
	END IF;
END//

-- What has ended stays ended.
CREATE TRIGGER session_ended BEFORE UPDATE ON session FOR EACH ROW
BEGIN
	IF OLD.ended_at IS NOT NULL AND NOT NEW.ended_at <=> OLD.ended_at THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session that has ended stays so';
	END IF;
END//

-- The hall decides a revocation by its holder's proof, and does nothing else to one: no refusal, no end.
CREATE TRIGGER revocation_own BEFORE UPDATE ON revocation FOR EACH ROW
BEGIN
	IF audit_program() = 'hall' AND (OLD.state <> 'asked' OR NEW.state <> 'decided') THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the hall decides revocations that were asked for, and no others';
	END IF;
END//

-- Challenges of operators are made where operators log in, invitations in the office, all other codes in the hall.
CREATE TRIGGER onetime_own BEFORE INSERT ON onetime FOR EACH ROW
BEGIN
	IF audit_program() <> 'certhall' AND NOT IF(NEW.purpose = 'challenge', audit_program() IN ('desk', 'office'),
	    audit_program() = IF(NEW.purpose = 'invite', 'office', 'hall')) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a code is made by the program that asks for it';
	END IF;
END//

DELIMITER ;
