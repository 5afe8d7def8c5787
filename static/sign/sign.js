// The signing page: shows a paper in full, hashes it itself, asks the authenticator, gives the assertion back by a form. The
// consoles cannot reach into this origin; whatever they send is only a text until a person has read it here (I3).
import { base64url, sha256, unbase64, utf8 } from './bytes.js';
import { check, digest, fragment, way } from './paper.js';
import * as soft from './softkey.js';
import { texts } from './text.js';

const $ = id => document.getElementById(id);
const desk = document.body.dataset.desk, rp = document.body.dataset.rp;	// written at set-up, never from the fragment
let t = texts['zh-CN'], busy = false;

function say(key, kind = 'bad') {
	$('say').textContent = t[key] || t.failed;
	$('say').className = `say ${kind}`;
	$('say').hidden = false;
}

function speak(language) {
	t = texts[language] || texts['zh-CN'];
	document.documentElement.lang = texts[language] ? language : 'zh-CN';
	for (const e of document.querySelectorAll('[data-t]'))
		e.textContent = t[e.dataset.t];
	document.title = t.site;
}

function head(title, lead) {
	$('title').textContent = t[title];
	$('lead').textContent = t[lead];
}

// The text as it is: no markup, every line.
async function show(name, text) {
	const h = document.createElement('h2'), pre = document.createElement('pre'), p = document.createElement('p');
	h.textContent = t[name];
	h.id = `h-${name}`;
	pre.textContent = text;
	pre.tabIndex = 0;
	pre.setAttribute('role', 'region');
	pre.setAttribute('aria-labelledby', h.id);
	p.className = 'digest mono';
	p.textContent = `${t.digest} ${(await digest(text)).slice(7).replace(/(.{4})(?=.)/g, '$1 ')}`;
	$('papers').append(h, pre, p);
}

// The few lines a person looks for first, taken from the very text below them.
function summary(paper) {
	const row = (label, value) => {
		const div = document.createElement('div'), dt = document.createElement('dt'), dd = document.createElement('dd');
		dt.textContent = label;
		dd.textContent = value;
		div.append(dt, dd);
		$('facts').append(div);
	};
	row(t.kind, t.words[paper.kind] || paper.kind);
	for (const [key, label] of [['act', 'act'], ['decision', 'decision'], ['application', 'application'], ['name', 'name'], ['roles', 'roles'],
		['document', 'document'], ['language', 'language'], ['revision', 'revision'], ['effective-at', 'effective'], ['issuer', 'issuer'],
		['serial', 'serial'], ['person', 'person'], ['reason', 'reason'], ['until', 'until']]) {
		const value = paper.fields.get(key);
		if (value !== undefined)
			row(t[label], t.words[value] && key !== 'reason' ? `${t.words[value]} (${value})` : value.replaceAll('\\n', ' '));
	}
	$('facts').hidden = false;
}

// Back to the consoles with these fields; the page is spent afterwards.
function give(job, fields) {
	const form = $('out');
	form.action = desk + way(job.back);
	for (const name of ['csrf', 'once', 'ticket'])
		if (job[name] !== undefined)
			fields[name] = job[name];
	for (const [name, value] of Object.entries(fields)) {
		const input = document.createElement('input');
		input.type = 'hidden';
		input.name = name;
		input.value = value;
		form.append(input);
	}
	say('sent', 'good');
	$('keys').hidden = true;
	form.submit();
}

// One act at a time; a refusal leaves the text where it is. A button works 0.7 s after it appeared: a double click on the link that
// led here must not sign.
function button(id, key, act) {
	const b = $(id), ready = performance.now() + 700;
	b.textContent = t[key];
	b.hidden = false;
	$('keys').hidden = false;
	b.addEventListener('click', () => {
		if (busy || performance.now() < ready)
			return;
		busy = true;
		say('busy', '');
		act().catch(e => {
			busy = false;
			say(e.name === 'NotAllowedError' ? 'refused' : e.name === 'InvalidStateError' ? 'known' : e.message in t ? e.message : 'failed');
		});
	});
}

const ids = job => (job.allow || []).map(id => ({ type: 'public-key', id: unbase64(id) }));
const supported = () => navigator.credentials !== undefined && window.PublicKeyCredential !== undefined;
const text64 = b => base64url(new Uint8Array(b));

// --- sign a paper -------------------------------------------------------------------------------------------------------

async function signDevice(job, challenge) {
	const c = await navigator.credentials.get({ publicKey: { challenge, rpId: rp, userVerification: 'required',
		allowCredentials: ids(job), timeout: 300000 } });
	give(job, { paper: await digest(job.paper), credential: text64(c.rawId), auth_data: text64(c.response.authenticatorData),
		client_data: text64(c.response.clientDataJSON), signature: text64(c.response.signature), soft: 'no' });
}

const allowed = (job, key) => !job.allow || job.allow.length === 0 || job.allow.includes(key.credential);

async function signSoft(job, challenge, key) {
	if (!allowed(job, key))
		throw new Error('notmine');
	give(job, { paper: await digest(job.paper), soft: 'yes', ...await soft.assert(key, 'get', challenge, rp, location.origin) });
}

async function pageSign(job) {
	way(job.back);
	const paper = await check(job, Date.now()), challenge = await sha256(utf8(job.paper));
	const kept = (await soft.all().catch(() => [])).filter(key => allowed(job, key));
	head(paper.kind === 'login' ? 'login' : 'title', 'lead');
	summary(paper);
	await show('paper', job.paper);
	if (job.case !== undefined)
		await show('case', job.case);
	if (job.soft !== 'yes') {
		if (supported())
			button('device', 'sign', () => signDevice(job, challenge));
		else
			say('unsupported');
		return;
	}
	$('soft').className = 'main';
	if (kept.length > 0)
		button('soft', 'signSoft', () => signSoft(job, challenge, kept[0]));
	else
		say('nokey', 'warn');
	$('keys').hidden = $('load').hidden = false;
	$('file').addEventListener('change', async () => {
		try {
			const key = await soft.load(await $('file').files[0].text(), $('file').files[0].name);
			if (busy)
				return;
			busy = true;
			await signSoft(job, challenge, key);
		} catch (e) {
			busy = false;
			say(e.message in t ? e.message : 'badkey');
		}
	});
}

// --- register a key -------------------------------------------------------------------------------------------------------

// A ticket's holder proves it by the challenge; otherwise the office has made one.
const challengeOf = async job => job.challenge !== undefined ? unbase64(job.challenge) : sha256(utf8(job.ticket));

async function createDevice(job) {
	const user = job.user !== undefined ? unbase64(job.user) : crypto.getRandomValues(new Uint8Array(16));
	const c = await navigator.credentials.create({ publicKey: {
		challenge: await challengeOf(job), rp: { id: rp, name: rp }, user: { id: user, name: job.name || rp, displayName: job.name || rp },
		pubKeyCredParams: [{ type: 'public-key', alg: -7 }], excludeCredentials: ids(job), attestation: 'direct',
		authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' }, timeout: 300000 } });
	give(job, { credential: text64(c.rawId), spki: text64(c.response.getPublicKey()), attestation: text64(c.response.attestationObject),
		auth_data: text64(c.response.getAuthenticatorData()), client_data: text64(c.response.clientDataJSON), soft: 'no' });
}

async function createSoft(job) {
	const key = await soft.make(job.name || '');
	give(job, { spki: base64url(key.spki), soft: 'yes', ...await soft.assert(key, 'create', await challengeOf(job), rp, location.origin) });
}

async function pageRegister(job) {
	way(job.back);
	if (job.challenge === undefined && job.ticket === undefined)
		throw new Error('broken');
	head('enrol', 'leadEnrol');
	if (supported())
		button('device', 'create', () => createDevice(job));
	if (job.soft === 'yes')
		button('make', 'createSoft', () => createSoft(job));
}

// --- load a demonstration key -----------------------------------------------------------------------------------------------

async function pageLoad(job) {
	head('store', 'leadStore');
	$('back').hidden = true;
	$('make').className = 'main';
	button('make', 'keep', async () => {
		await soft.load(unbase64(job.key || ''), job.name || '');
		$('keys').hidden = true;
		say('kept', 'good');
	});
	if (job.name)
		$('lead').textContent += ` ${job.name}`;
}

// --- start: the first text wins for the life of the page; a later change of the fragment is ignored -----------------------------

async function start() {
	const hash = location.hash;
	// out of the address bar and the history: Back never shows or signs an old paper
	history.replaceState(null, '', location.pathname);
	try {
		const job = fragment(hash);
		speak(job.lang);
		const pages = { sign: pageSign, register: pageRegister, load: pageLoad };
		if (!Object.keys(pages).includes(job.do))
			throw new Error('broken');
		if (job.back !== undefined)
			$('back').href = desk + way(job.back).replace(/^(\/[a-z]+\/).*$/, '$1');
		await pages[job.do](job);
		$('title').focus();
	} catch (e) {
		$('papers').replaceChildren();
		$('keys').hidden = $('facts').hidden = true;
		$('lead').textContent = '';
		$('title').textContent = t.site;
		say(e.message in t ? e.message : 'broken');
	}
}

speak('zh-CN');
start();
