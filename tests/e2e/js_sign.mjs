// The signing page on an origin of its own: what it shows, what it refuses, what it gives back; and operators' keys at the consoles.
import { createHash, createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build, done, equal, ok, render, root, run, site, templates, test, work } from './lib.mjs';

const sha256 = (...b) => createHash('sha256').update(Buffer.concat(b.map(x => Buffer.from(x)))).digest();
let posted = [];
const panel = kind => `<?cs include!"part/macros.cs" ?><?cs def:content() ?><h1>登录</h1><form method="post" action="/ra/login" novalidate><?cs call:tokens() ?><?cs call:passkey_${kind}("使用认证器") ?></form><?cs /def ?><?cs set:Page.Script.webauthn = "1" ?><?cs include!"layout/base.cs" ?>`;
const tree = templates({ get: panel('get'), create: panel('create') });
let desk = '';
const passkey = {};
desk = await site(({ method, path: at, headers }, body) => {
	if (method === 'POST')
		posted.push({ at, origin: headers.origin, fields: Object.fromEntries(new URLSearchParams(body.toString())) });
	const kind = at.slice(1);
	return { body: kind === 'get' || kind === 'create' ? render(tree, kind, 'zh-CN', { Page: { Program: 'desk' }, Passkey: passkey }) :
		'<!doctype html><html lang="en"><title>desk</title><h1>desk</h1></html>' };
});

// the files as cgi/host/sign_page.c places them, under the policy of apache/site.conf
let origin = '';
const conf = fs.readFileSync(path.join(root, 'apache/site.conf'), 'utf8');
const csp = /Content-Security-Policy "(default-src 'none'; script-src 'self'; style-src 'self'; form-action https:[^"]*)"/.exec(conf)[1]
	.replace('https://${HOST}:${PORT}', desk);
origin = await site(({ path: at }) => {
	const file = path.join(build, 'static/sign', at === '/' ? 'index.html' : path.basename(at));
	if (!fs.existsSync(file))
		return null;
	const type = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript' }[path.extname(file)];
	const body = fs.readFileSync(file, 'utf8').replaceAll('@DESK_ORIGIN@', desk).replaceAll('@SIGN_ORIGIN@', origin).replaceAll('@RP_ID@', 'localhost');
	return { type, body, headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Referrer-Policy': 'strict-origin', 'Cache-Control': 'no-store' } };
}, csp);

// --- papers ------------------------------------------------------------------------------------------------------------

const caseText = `certhall-case-1\ninstance=ca-0123456789abcdef\napplication=20261124-00173\nversion=3\nattempt=1\nkind=new\nproduct=enterprise\n` +
	`cert.count=1\ncert.1.subject.O=示例精密仪器（海州）有限公司\ncert.1.subject.CN=示例精密仪器（海州）有限公司\nfee=none\nperson.applicant=${'ab'.repeat(32)}\n`;
const later = new Date(Date.now() + 3600e3).toISOString().replace(/\.\d+/, '');
const decisionOf = (text, more = {}) => `certhall-decision-1\ncase=sha256:${sha256(text).toString('hex')}\napplication=20261124-00173\nact=${more.act || 'review'}\n` +
	`decision=${more.decision || 'approve'}\nperson=P00017\n${more.reason ? `reason=${more.reason}\n` : ''}made-at=2026-11-24T10:00:00Z\nuntil=${more.until || later}\n`;
const decision = decisionOf(caseText);
const link = job => `${origin}/#${Buffer.from(typeof job === 'string' ? job : JSON.stringify(job)).toString('base64url')}`;
const job = more => ({ do: 'sign', lang: 'zh-CN', back: '/ra/173/signed', csrf: 'c-s-r-f', once: 'o-n-c-e', paper: decision, case: caseText, ...more });

function checkAssertion(fields, spki, paper, uv) {
	const data = Buffer.from(fields.client_data, 'base64url'), auth = Buffer.from(fields.auth_data, 'base64url');
	const prefix = `{"type":"webauthn.get","challenge":"${sha256(paper).toString('base64url')}","origin":"${origin}","crossOrigin":false`;
	ok(data.toString().startsWith(prefix) && /^[},]/.test(data.toString().slice(prefix.length)), `clientDataJSON is ${data}`);
	equal(auth.length, 37);
	equal(auth.subarray(0, 32).toString('hex'), sha256('localhost').toString('hex'), 'rpIdHash');
	equal(auth[32] & 5, uv ? 5 : 1, 'flags');
	const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
	ok(verify('sha256', Buffer.concat([auth, sha256(data)]), key, Buffer.from(fields.signature, 'base64url')), 'the signature does not hold');
	equal(fields.paper, `sha256:${sha256(paper).toString('hex')}`);
}

const settle = p => p.waitForTimeout(800);	// the buttons' guard
async function back(p) {
	await p.waitForURL(u => u.origin === desk && /^\/(ra|admin)\//.test(u.pathname));
	return posted.pop();
}
const fresh = async (t, width, more) => {
	posted = [];
	const p = await t.page(width, more);
	return p;
};
const refused = async (p, key) => {
	await p.waitForSelector('#say:not([hidden]).bad').catch(() => { throw new Error(`not refused: ${key}`); });
	equal(await p.$$eval('button', all => all.filter(b => b.offsetParent !== null).length), 0, 'buttons');
	equal(await p.$$eval('pre', all => all.length), 0, 'texts shown');
	ok((await p.textContent('#say')).includes(key), `says "${await p.textContent('#say')}", not "${key}"`);
	equal(posted, []);
};
// another document, although only the fragment differs
const go = async (p, url) => { await p.goto('about:blank'); await p.goto(url); };

// --- registration and signing with an authenticator --------------------------------------------------------------------------

async function register(p, more = {}) {
	await go(p, link({ do: 'register', lang: 'zh-CN', back: '/admin/first', ticket: 'ticket-1', name: '张三', ...more }));
	await p.waitForSelector('#device:not([hidden])');
	await settle(p);
	await p.click('#device');
	return (await back(p)).fields;
}

await test('registers_an_authenticator_and_signs_a_decision_with_it', async t => {
	const p = await fresh(t, 1280);
	await t.authenticator(p);
	const key = await register(p);
	equal(Object.keys(key).sort(), ['attestation', 'auth_data', 'client_data', 'credential', 'soft', 'spki', 'ticket']);
	ok(Buffer.from(key.client_data, 'base64url').toString().includes(`"challenge":"${sha256('ticket-1').toString('base64url')}"`), 'challenge of the ticket');
	equal([key.ticket, key.soft], ['ticket-1', 'no']);

	await go(p, link(job({ allow: [key.credential] })));
	await p.waitForSelector('#device:not([hidden])');
	equal(new URL(p.url()).hash, '', 'the fragment stays');
	equal(await p.$$eval('pre', all => all.map(e => e.textContent)), [decision, caseText]);
	ok((await p.textContent('#facts')).includes('审核 (review)'));
	await t.axe(p);
	await t.wide(p);
	await t.shot(p, 'sign-decision');
	await settle(p);
	await p.dblclick('#device');
	const got = await back(p);
	equal([got.at, got.origin, posted.length], ['/ra/173/signed', origin, 0]);
	equal([got.fields.csrf, got.fields.once, got.fields.credential, got.fields.soft], ['c-s-r-f', 'o-n-c-e', key.credential, 'no']);
	checkAssertion(got.fields, key.spki, decision, true);

	await p.goBack();	// the way back shows nothing to sign
	await p.waitForSelector('#say:not([hidden])');
	await refused(p, '没有待签名的内容');
});

await test('does_not_sign_in_the_first_moments_or_twice', async t => {
	const p = await fresh(t, 390);
	await t.authenticator(p);
	const key = await register(p);
	await go(p, link(job({ allow: [key.credential] })));
	await p.waitForSelector('#device:not([hidden])');
	await p.evaluate(() => { document.getElementById('device').click(); location.hash = '#changed'; });
	await p.waitForTimeout(300);
	equal(posted, []);
	equal(await p.$$eval('pre', all => all[0].textContent), decision, 'the text after the fragment changed');
	await t.wide(p);
	await t.shot(p, 'sign-decision');
});

await test('keeps_the_text_when_the_person_refuses', async t => {
	const p = await fresh(t, 1280);
	const a = await t.authenticator(p);
	const key = await register(p);
	await a.cdp.send('WebAuthn.setUserVerified', { authenticatorId: a.id, isUserVerified: false });
	await go(p, link(job({ allow: [key.credential] })));
	await p.waitForSelector('#device:not([hidden])');
	await settle(p);
	await p.click('#device');
	await p.waitForSelector('#say.bad', { timeout: 30000 });
	ok((await p.textContent('#say')).includes('没有完成'));
	equal(await p.$$eval('pre', all => all.length), 2);
	equal(posted, []);
	await a.cdp.send('WebAuthn.setUserVerified', { authenticatorId: a.id, isUserVerified: true });
	await p.click('#device');
	checkAssertion((await back(p)).fields, key.spki, decision, true);
});

await test('signs_a_paper_of_20_kB_and_other_kinds', async t => {
	const p = await fresh(t, 1280);
	await t.authenticator(p);
	const key = await register(p);
	const long = caseText + Array.from({ length: 140 }, (_, i) => `material.${i + 1}.kind=${'汉'.repeat(40)}\n`).join('');
	const papers = [[decisionOf(long, { act: 'enter', reason: '第一行\\n第二行' }), long],
		[`certhall-publish-1\ndocument=agreement\nlanguage=zh-CN\nrevision=8\ndigest=sha256:${'0'.repeat(64)}\neffective-at=${later}\nclass=rights\nmade-at=${later}\nuntil=${later}\n`],
		[`certhall-login-1\nconsole=ra\nnonce=abc\nmade-at=${later}\nuntil=${later}\n`]];
	for (const [paper, text] of papers) {
		await go(p, link(job({ paper, case: text, allow: [key.credential], lang: 'vi' })));
		await p.waitForSelector('#device:not([hidden])');
		equal(await p.$$eval('pre', all => all[0].textContent), paper);
		await settle(p);
		await p.click('#device');
		checkAssertion((await back(p)).fields, key.spki, paper, true);
	}
});

// --- what it refuses -----------------------------------------------------------------------------------------------------

await test('refuses_what_is_not_a_paper', async t => {
	const p = await fresh(t, 390);
	const bad = [
		['', '没有待签名'], ['not base64 ~~~', '已损坏'], [link('{"do":"sign"').slice(origin.length + 2), '已损坏'], [link('[]').slice(origin.length + 2), '已损坏'],
		[Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url'), '已损坏'],
	];
	for (const [hash, word] of bad) {
		await go(p, `${origin}/${hash === '' ? '' : `#${hash}`}`);
		await refused(p, word);
	}
	for (const [more, word] of [
		[{ do: 'delete' }, '已损坏'], [{ paper: 7 }, '已损坏'], [{ allow: 'x' }, '已损坏'],
		[{ paper: decision.replace('\n', '\u202e\n') }, '不可见字符'], [{ paper: decision.replace('P00017', 'P00\u200b017') }, '不可见字符'],
		[{ paper: decision.replaceAll('\n', '\r\n') }, '不可见字符'], [{ paper: decision.slice(0, -1) }, '不符合格式'], [{ paper: decision + 'person=x\n' }, '不符合格式'],
		[{ paper: decision.replace('certhall-decision-1', 'certhall-decision-2') }, '不符合格式'], [{ paper: 'e\u0301=1\n' }, '不符合格式'],
		[{ paper: '' }, '不符合格式'], [{ paper: undefined }, '不符合格式'],
		[{ case: caseText.replace('海州', '海洲') }, '不一致'], [{ case: undefined }, '不一致'],
		[{ paper: decisionOf(caseText, { until: '2020-01-01T00:00:00Z' }) }, '有效期'], [{ paper: decisionOf(caseText, { until: 'soon' }) }, '有效期'],
		[{ back: '//evil.example/ra/' }, '返回地址'], [{ back: '/apply/7' }, '返回地址'], [{ back: 'https://evil.example/ra/x' }, '返回地址'],
		[{ back: '/ra/../apply' }, '返回地址'], [{ back: '/ra//x' }, '返回地址'], [{ back: undefined }, '返回地址'],
		[{ do: 'register', ticket: undefined }, '已损坏'],
	]) {
		await go(p, link(job(more)));
		await refused(p, word);
	}
	await t.axe(p);
	await t.shot(p, 'sign-refused');
});

// --- soft keys --------------------------------------------------------------------------------------------------------------

const pem = path.join(work, 'soft.pem');
fs.writeFileSync(pem, run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
const spki = Buffer.from(run('openssl', 'pkey', '-in', pem, '-pubout').replace(/-----[^-]*-----|\s/g, ''), 'base64');
const softId = sha256(spki).toString('base64url');
const pkcs8 = Buffer.from(fs.readFileSync(pem, 'utf8').replace(/-----[^-]*-----|\s/g, ''), 'base64').toString('base64url');

await test('loads_a_soft_key_from_a_link_and_signs_with_it', async t => {
	const p = await fresh(t, 1280);
	await go(p, link({ do: 'load', lang: 'zh-CN', name: '演示审核员', key: pkcs8 }));
	await p.waitForSelector('#make:not([hidden])');
	await t.axe(p);
	await t.shot(p, 'sign-load');
	await settle(p);
	await p.click('#make');
	await p.waitForSelector('#say.good');
	equal(posted, []);
	await go(p, link(job({ soft: 'yes', allow: [softId] })));
	await p.waitForSelector('#soft:not([hidden])');
	await t.shot(p, 'sign-soft');
	await settle(p);
	await p.click('#soft');
	const got = (await back(p)).fields;
	equal([got.credential, got.soft], [softId, 'yes']);
	checkAssertion(got, spki.toString('base64url'), decision, false);
	// kept so that no script can take it out, and where the consoles' origin cannot look
	await p.goto(`${origin}/`);
	equal(await p.evaluate(async () => {
		const db = await new Promise(r => { const o = indexedDB.open('certhall-sign', 1); o.onsuccess = () => r(o.result); });
		const all = await new Promise(r => { const g = db.transaction('key').objectStore('key').getAll(); g.onsuccess = () => r(g.result); });
		return [all.length, all[0].key.extractable, await crypto.subtle.exportKey('pkcs8', all[0].key).then(() => 'exported', e => e.name)];
	}), [1, false, 'InvalidAccessError']);
	await p.goto(`${desk}/`);
	equal(await p.evaluate(async () => (await indexedDB.databases()).length), 0);
});

await test('signs_with_a_soft_key_file_but_not_with_one_that_is_not_allowed', async t => {
	const p = await fresh(t, 1280);
	const other = path.join(work, 'other.pem');
	fs.writeFileSync(other, run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
	await go(p, link(job({ soft: 'yes', allow: [softId] })));
	await p.waitForSelector('#say.warn');
	await p.click('summary');
	await p.setInputFiles('#file', other);
	await p.waitForSelector('#say.bad');
	ok((await p.textContent('#say')).includes('不在允许'));
	await p.setInputFiles('#file', { name: 'x.pem', mimeType: 'text/plain', buffer: Buffer.from('nothing') });
	await p.waitForFunction(() => document.getElementById('say').textContent.includes('不是可用的软密钥'));
	equal(posted, []);
	await p.setInputFiles('#file', pem);
	checkAssertion((await back(p)).fields, spki.toString('base64url'), decision, false);
});

await test('offers_no_soft_key_unless_the_console_says_so', async t => {
	const p = await fresh(t, 1280);
	await go(p, link(job({ allow: [softId] })));
	await p.waitForSelector('#device:not([hidden])');
	ok(!await p.isVisible('#soft') && !await p.isVisible('#load') && !await p.isVisible('#make'));
	await go(p, link({ do: 'register', back: '/admin/x', challenge: 'AAAA' }));
	await p.waitForSelector('#device:not([hidden])');
	ok(!await p.isVisible('#make'));
});

await test('makes_a_soft_key_that_proves_possession', async t => {
	const p = await fresh(t, 1280);
	const challenge = sha256('from the office').toString('base64url');
	await go(p, link({ do: 'register', lang: 'en', soft: 'yes', back: '/admin/users/new', csrf: 'x', challenge, name: 'Li' }));
	await p.waitForSelector('#make:not([hidden])');
	await t.shot(p, 'sign-register');
	await settle(p);
	await p.click('#make');
	const f = (await back(p)).fields, data = Buffer.from(f.client_data, 'base64url'), auth = Buffer.from(f.auth_data, 'base64url');
	equal(data.toString(), `{"type":"webauthn.create","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`);
	equal([f.credential, f.soft, f.csrf], [sha256(Buffer.from(f.spki, 'base64url')).toString('base64url'), 'yes', 'x']);
	ok(verify('sha256', Buffer.concat([auth, sha256(data)]), createPublicKey({ key: Buffer.from(f.spki, 'base64url'), format: 'der', type: 'spki' }),
		Buffer.from(f.signature, 'base64url')));
});

// --- the consoles' own use of WebAuthn: registration and login ------------------------------------------------------------------

await test('registers_and_logs_in_at_the_console', async t => {
	const p = await fresh(t, 1280);
	await t.authenticator(p);
	Object.assign(passkey, { Challenge: sha256('one').toString('base64url'), Rp: 'localhost', Allow: '', User: 'AAECAw', Name: '张三' });
	await p.goto(`${desk}/create`);
	await p.click('[data-passkey] button');
	const made = (await back(p)).fields;
	ok(made.spki && made.attestation && made.auth_data && Buffer.from(made.client_data, 'base64url').toString().includes(passkey.Challenge));
	passkey.Allow = made.credential;
	await p.goto(`${desk}/create`);		// the same authenticator again
	await p.click('[data-passkey] button');
	await p.waitForSelector('[data-say="known"]:not([hidden])');
	passkey.Challenge = sha256('two').toString('base64url');
	await p.goto(`${desk}/get`);
	await t.axe(p);
	await t.shot(p, 'console-login');
	await p.click('[data-passkey] button');
	const got = (await back(p)).fields, data = Buffer.from(got.client_data, 'base64url');
	ok(verify('sha256', Buffer.concat([Buffer.from(got.auth_data, 'base64url'), sha256(data)]),
		createPublicKey({ key: Buffer.from(made.spki, 'base64url'), format: 'der', type: 'spki' }), Buffer.from(got.signature, 'base64url')));
	// a login can never be taken for a decision: it names the consoles' origin
	ok(data.toString().includes(`"origin":"${desk}"`) && desk !== origin);
	equal(got.csrf, 'csrf');
});

await test('says_so_when_the_authenticator_does_not_answer', async t => {
	const p = await fresh(t, 390);
	const a = await t.authenticator(p);
	await a.cdp.send('WebAuthn.setUserVerified', { authenticatorId: a.id, isUserVerified: false });
	Object.assign(passkey, { Challenge: 'AAAA', Allow: 'AAAA' });
	await p.goto(`${desk}/get`);
	await p.click('[data-passkey] button');
	await p.waitForSelector('[data-say="refused"]:not([hidden])', { timeout: 30000 });
	equal(posted, []);
	await t.wide(p);
	await t.shot(p, 'console-login-refused');
});

await done();
