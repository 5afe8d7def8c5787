// The key panel, the check of a key file, and PKCS#12: what they make is opened by openssl and NSS, and nothing secret is sent.
import fs from 'node:fs';
import path from 'node:path';
import { done, equal, fails, ok, render, root, run, site, templates, test, work } from './lib.mjs';

const panel = content => `<?cs include!"part/macros.cs" ?><?cs def:content() ?><h1 class="govuk-heading-xl">页面</h1>${content}<?cs /def ?>
<?cs set:Page.Script.key = "1" ?><?cs set:Page.Script.keycheck = "1" ?><?cs set:Page.Script.p12 = "1" ?><?cs include!"layout/base.cs" ?>`;
const tree = templates({
	key: panel('<form method="post" action="/sent" data-key novalidate><?cs call:tokens() ?><?cs call:key_panel() ?><div class="btn-row"><button class="govuk-button" type="submit" id="send">提交公钥</button></div></form>'),
	check: panel('<?cs call:keycheck_panel(Check.Spki) ?>'),
	p12: panel('<?cs call:p12_panel(P12.Cert, P12.Chain, P12.Title, P12.File) ?>'),
});
const PASS = '口令 Pass-phrase 2026 é';
const NAME = '示例测试·人员';
const keyData = { Key: { File: 'certhall-key-20261124-00001', Email: 'li@example.cn', Alg: { p256: '1', rsa2048: '1', rsa3072: '1' },
	Subject: [{ Type: 'C', Value: 'CN' }, { Type: 'O', Value: '示例精密仪器（海州）有限公司' }, { Type: 'CN', Value: NAME }, { Type: 'serialNumber', Value: 'X-77' }],
	Dns: ['www.example.cn'] } };
let pages = {}, sent = [];
const base = await site(({ method, path: at }, body) => {
	if (method === 'POST')
		sent.push(body.toString());
	return { body: at in pages ? pages[at] : '<!doctype html><html lang="en"><title>sent</title><h1>sent</h1></html>' };
});
for (const lang of ['zh-CN', 'en', 'vi'])
	pages[`/key/${lang}`] = render(tree, 'key', lang, keyData);
pages['/key'] = pages['/key/zh-CN'];

const said = p => p.$$eval('[data-say]:not([hidden])', all => all.map(e => e.dataset.say));
async function waitFor(p, word) {
	await p.waitForSelector(`[data-say="${word}"]:not([hidden])`, { timeout: 30000 });
	equal(await said(p), [word]);
}

// A key made in the page: {file, csr}, and the page before it is sent.
async function make(t, p, kind, pass = PASS) {
	await p.goto(`${base}/key`);
	await p.check(`#alg-${kind}`);
	await p.fill('#key-pass', pass);
	await p.fill('#key-pass2', pass);
	await p.click('[data-make]');
	await waitFor(p, 'made');
	const file = await t.download(p, () => p.click('[data-save]'));
	const csr = path.join(work, `${kind}.csr`);
	fs.writeFileSync(csr, await p.$eval('[name=csr]', e => e.value));
	return { file, csr };
}

const made = {};
for (const kind of ['p256', 'rsa2048', 'rsa3072'])
	await test(`makes_a_${kind}_key_and_a_request_that_openssl_verifies`, async t => {
		const p = await t.page(1280), { file, csr } = await make(t, p, kind);
		const request = run('openssl', 'req', '-in', csr, '-verify', '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space');
		ok(request.includes(`C=CN, O=示例精密仪器（海州）有限公司, CN=${NAME}, serialNumber=X-77`), request);
		ok(/email:li@example.cn, DNS:www.example.cn/.test(request), request);
		ok({ p256: /prime256v1/, rsa2048: /2048 bit/, rsa3072: /3072 bit/ }[kind].test(request), request);
		equal(run('openssl', 'pkey', '-in', file, '-passin', `pass:${PASS}`, '-pubout'), run('openssl', 'req', '-in', csr, '-noout', '-pubkey'));
		fails('openssl', 'pkey', '-in', file, '-passin', 'pass:another');
		ok(/PBKDF2/.test(run('openssl', 'asn1parse', '-in', file)) && /aes-256-cbc/.test(run('openssl', 'asn1parse', '-in', file)));
		equal(path.basename(file).slice(9), 'certhall-key-20261124-00001.pem');
		const code = (await p.textContent('[data-code]')).replaceAll(' ', '');
		const spki = path.join(work, 'spki.der');
		run('openssl', 'req', '-in', csr, '-noout', '-pubkey', '-out', `${spki}.pem`);
		run('openssl', 'pkey', '-pubin', '-in', `${spki}.pem`, '-outform', 'DER', '-out', spki);
		equal(code, run('sha256sum', spki).slice(0, 64));
		sent = [];
		await p.click('#send');
		await p.waitForURL('**/sent');
		equal(sent.length, 1);
		const fields = new URLSearchParams(sent[0]);
		equal(fields.get('csr').replaceAll('\r\n', '\n'), fs.readFileSync(csr, 'utf8'));
		equal([...fields.keys()].sort(), ['algorithm', 'csrf', 'csr', 'once', 'origin'].sort());
		ok(!sent[0].includes('PRIVATE') && !sent[0].includes('Pass-phrase'), 'something secret was sent');
		made[kind] = { file, csr, code };
		fs.copyFileSync(file, made[kind].file = path.join(work, `${kind}.pem`));
	});

await test('refuses_short_different_and_unprintable_pass_phrases', async t => {
	const p = await t.page(1280);
	await p.goto(`${base}/key`);
	for (const [a, b, word] of [['short', 'short', 'short'], ['汉字只有九个字呀一', '汉字只有九个字呀一', 'short'], ['long enough 1', 'long enough 2', 'differ'],
		['long enough\u0007x', 'long enough\u0007x', 'bad']]) {
		await p.fill('#key-pass', a);
		await p.fill('#key-pass2', b);
		await p.click('[data-make]');
		await waitFor(p, word);
	}
	equal(await p.$eval('[name=csr]', e => e.value), '');
});

await test('does_not_send_before_the_key_is_made_and_saved', async t => {
	const p = await t.page(1280);
	p.on('dialog', d => d.accept());	// leaving with an unsaved key is asked
	sent = [];
	await p.goto(`${base}/key`);
	await p.click('#send');
	await waitFor(p, 'first');
	await p.fill('#key-pass', PASS);
	await p.fill('#key-pass2', PASS);
	await p.click('[data-make]');
	await waitFor(p, 'made');
	await p.click('#send');
	await waitFor(p, 'unsaved');
	equal(sent, []);
	ok(await p.evaluate(leaving), 'an unsaved key may be left without a question');
	// a screen reader calls it a button, and a button is pressed with the space bar
	await p.focus('[data-save]');
	await t.download(p, () => p.keyboard.press('Space'));
	ok(!await p.evaluate(leaving), 'a saved key still holds the page');
});

// What Chromium before 119 looks at when a page is left: the event's returnValue, not whether it was prevented.
function leaving() {
	const e = document.createEvent('BeforeUnloadEvent');
	e.initEvent('beforeunload', false, true);
	window.dispatchEvent(e);
	return e.returnValue !== '';
}

await test('says_what_to_do_without_a_script', async t => {
	const p = await t.page(390, { js: false });
	await p.goto(`${base}/key`);
	ok(await p.isVisible('.no-js') && !await p.isVisible('[data-make]'));
	await t.shot(p, 'key-noscript');
});

for (const lang of ['zh-CN', 'en', 'vi'])
	for (const width of [390, 1280])
		await test(`key_page_is_clean_${lang}_${width}`, async t => {
			const p = await t.page(width, { lang });
			await p.goto(`${base}/key/${lang}`);
			await p.click('[data-make]');
			await waitFor(p, 'short');
			await t.axe(p);
			await t.wide(p);
			await t.shot(p, `key-${lang}`);
		});

// --- a certificate for each of the keys -------------------------------------------------------------------------------

const at = name => path.join(work, name);
run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '30',
	'-subj', '/CN=Test CA', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign');
const der = file => run('openssl', 'x509', '-in', file, '-outform', 'PEM').replace(/-----[^-]*-----|\s/g, '');
for (const kind of Object.keys(made)) {
	run('openssl', 'x509', '-req', '-in', made[kind].csr, '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-days', '20', '-out', at(`${kind}.cer`));
	pages[`/p12/${kind}`] = render(tree, 'p12', 'zh-CN', { P12: { Cert: der(at(`${kind}.cer`)), Chain: der(at('ca.pem')), Title: NAME, File: kind } });
	pages[`/check/${kind}`] = render(tree, 'check', 'zh-CN', { Check: { Spki: made[kind].code } });
}

async function ask(p, url, prefix, file, pass, word) {
	if (p.url() !== base + url)
		await p.goto(base + url);
	if (file)
		await p.setInputFiles(`#${prefix}-file`, file);
	await p.fill(`#${prefix}-pass`, pass);
	await p.click(`[data-${prefix === 'kc' ? 'keycheck' : 'p12'}] button`);
	await waitFor(p, word);
}

for (const kind of ['p256', 'rsa2048', 'rsa3072'])
	await test(`joins_a_${kind}_pkcs12_that_openssl_and_nss_open`, async t => {
		const p = await t.page(1280);
		const file = await t.download(p, () => ask(p, `/p12/${kind}`, 'p12', made[kind].file, PASS, 'good'));
		const all = run('openssl', 'pkcs12', '-in', file, '-passin', `pass:${PASS}`, '-nodes', '-info');
		equal((all.match(/BEGIN CERTIFICATE/g) || []).length, 2);
		fs.writeFileSync(at('out.pem'), all);
		equal(run('openssl', 'pkey', '-in', at('out.pem'), '-pubout'), run('openssl', 'x509', '-in', at(`${kind}.cer`), '-noout', '-pubkey'));
		fails('openssl', 'pkcs12', '-in', file, '-passin', 'pass:another', '-nodes');
		const db = at(`nss-${kind}`);
		fs.mkdirSync(db);
		run('certutil', '-N', '-d', `sql:${db}`, '--empty-password');
		run('pk12util', '-i', file, '-d', `sql:${db}`, '-W', PASS);
		ok(run('certutil', '-L', '-d', `sql:${db}`).includes(NAME), 'NSS does not list the certificate by its name');
		ok(run('certutil', '-K', '-d', `sql:${db}`).includes(kind === 'p256' ? 'ec' : 'rsa'), 'NSS has no key');
	});

await test('joins_a_key_file_that_openssl_made', async t => {
	const p = await t.page(1280);
	run('openssl', 'pkcs8', '-topk8', '-in', made.p256.file, '-passin', `pass:${PASS}`, '-v2', 'aes-256-cbc', '-passout', 'pass:from openssl', '-out', at('own.pem'));
	const file = await t.download(p, () => ask(p, '/p12/p256', 'p12', at('own.pem'), 'from openssl', 'good'));
	run('openssl', 'pkcs12', '-in', file, '-passin', 'pass:from openssl', '-nodes');
});

await test('p12_refuses_what_does_not_fit', async t => {
	const p = await t.page(390);
	fs.writeFileSync(at('plain.key'), run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
	fs.writeFileSync(at('big.pem'), Buffer.alloc(70000));
	fs.writeFileSync(at('cut.pem'), fs.readFileSync(made.p256.file, 'utf8').replace(/\n.{64}\n/, '\n'));
	await ask(p, '/p12/p256', 'p12', null, PASS, 'none');
	await ask(p, '/p12/p256', 'p12', at('plain.key'), PASS, 'nokey');
	await ask(p, '/p12/p256', 'p12', at('big.pem'), PASS, 'nokey');
	await ask(p, '/p12/p256', 'p12', at('cut.pem'), PASS, 'nokey');
	await ask(p, '/p12/p256', 'p12', made.p256.csr, PASS, 'nokey');
	await ask(p, '/p12/p256', 'p12', made.p256.file, `${PASS}x`, 'wrong');
	await ask(p, '/p12/p256', 'p12', made.rsa2048.file, PASS, 'other');
	await t.axe(p);
	await t.wide(p);
	await t.shot(p, 'p12');
});

await test('checks_a_key_file_without_sending_it', async t => {
	const p = await t.page(1280);
	sent = [];
	await ask(p, '/check/p256', 'kc', null, PASS, 'none');
	await ask(p, '/check/p256', 'kc', made.rsa2048.file, PASS, 'other');
	await ask(p, '/check/p256', 'kc', made.p256.file, 'wrong', 'wrong');
	// the same pass phrase typed decomposed is the same pass phrase
	await ask(p, '/check/p256', 'kc', made.p256.file, PASS.normalize('NFD'), 'good');
	equal(sent, []);
	await t.axe(p);
	await t.shot(p, 'keycheck');
});

await done();
