// The hall as an applicant uses it, step by step; each step ends on the page that follows.  Pages are seen: axe, width, picture.
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { message, ok, root, run, work } from './lib.mjs';

export const sample = name => path.resolve(root, 'tests/sample', name);

export const mobile = () => `199${String(randomInt(1e8)).padStart(8, '0')}`;

// a resident's, by GB 11643, of a place that is none
export function idNumber() {
	const digits = `190000${1960 + randomInt(40)}0${1 + randomInt(9)}1${randomInt(10)}${String(randomInt(1000)).padStart(3, '0')}`;
	const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((s, w, i) => s + w * Number(digits[i]), 0);
	return digits + '10X98765432'[sum % 11];
}

// Evidence as people have it: a photograph, a scan and a document, drawn by the browser.
export async function evidence(t, name = '演示用户') {
	const p = await t.page(860), made = {};
	await p.setContent(`<!doctype html><html lang="zh-CN"><title>x</title><body><h1>样本</h1><p>${name}</p><p>仅用于演示，不是证件。</p>
		<svg width="600" height="320"><rect width="600" height="320" rx="24" fill="#dfe9f5"/><circle cx="470" cy="140" r="70" fill="#9db4cf"/>
		<rect x="40" y="60" width="260" height="18" fill="#6b7f98"/><rect x="40" y="110" width="320" height="18" fill="#6b7f98"/></svg></body></html>`);
	for (const [kind, take] of [['jpg', f => p.screenshot({ path: f, type: 'jpeg' })], ['png', f => p.screenshot({ path: f })],
		['pdf', f => p.pdf({ path: f, format: 'A4' })]]) {
		made[kind] = path.join(work, `${name}.${kind}`);
		await take(made[kind]);
	}
	await p.close();
	return made;
}

// A key and its PKCS#10, made outside: {key, csr}.
export function request(name, algorithm = ['EC', 'ec_paramgen_curve:P-256']) {
	const key = path.join(work, `${name}.key`), csr = path.join(work, `${name}.csr`);
	run('openssl', 'genpkey', '-algorithm', algorithm[0], '-pkeyopt', algorithm[1], '-out', key);
	run('openssl', 'req', '-new', '-sha256', '-key', key, '-subj', '/', '-out', csr);
	return { key, csr: fs.readFileSync(csr, 'utf8') };
}


// A page of a story: no violation of axe, nothing wider than the window, a picture under this name; at other widths as well.
export async function seen(t, p, name, widths = [p.viewportSize().width]) {
	const before = p.viewportSize();
	await t.axe(p);
	for (const width of widths) {
		await p.setViewportSize({ ...before, width });
		await t.wide(p);
		await t.shot(p, name);
	}
	await p.setViewportSize(before);
}

export const submit = (p, field = 'button.govuk-button[type=submit]:visible') => p.locator(`main ${field}`).first().click();

// The form before us with a code in it: asks for one by its button "send", types what came, presses the button that takes it.
export async function byCode(p, to, act) {
	const before = Date.now() - 1;
	await p.click('button[value=send]');
	await p.waitForSelector('#f-code');
	const code = /(?<![-\d])(\d{6})(?!\d)/;	// not the end of an application's number, whose notice may come now
	await p.fill('#f-code', code.exec(await message(to, before, code))[1]);
	await p.click(`button[value=${act}]`);
}

export async function login(t, p, to) {
	await p.goto(`${t.base}/login`);
	await p.fill('#f-mobile', to);
	await byCode(p, to, 'login');
	await p.waitForURL('**/my');
}

// Agrees to all texts; ends at /subject. each(page, n) sees every text.
export async function agree(p, base, product, each = async () => 0) {
	await p.goto(`${base}/apply/new/${product}`);
	await p.click(`form[action="/apply/new/${product}"] button`);
	await p.waitForURL('**/agreement');
	for (let n = 1; !p.url().endsWith('/subject'); n++) {
		ok(n < 10, 'there are more texts than there can be');
		ok(!await p.isChecked('#f-agree'), 'the box is ticked already');
		await each(p, n);
		await p.check('#f-agree');
		const mark = await p.inputValue('[name=presentation]');
		await submit(p);
		await p.waitForFunction(m => document.querySelector('[name=presentation]')?.value !== m, mark);
	}
	return p.url().replace(/\/subject$/, '');
}

export async function fill(p, fields) {
	for (const [name, value] of Object.entries(fields))
		if (name.endsWith('kind'))
			await p.selectOption(`#f-${name}`, value);
		else
			await p.fill(`#f-${name}`, value);
	await submit(p);
}

// The page that asks for the code sent to an address.
export async function proveMail(p, to) {
	const before = Date.now() - 1;
	await p.waitForURL('**/email');
	await p.click('button[value=send]');
	const mail = await message(to, before), body = mail.slice(mail.search(/\r?\n\r?\n/));
	const text = /base64/i.test(mail) ? Buffer.from(body, 'base64').toString() : body;
	await p.fill('#f-mail_code', /(?<![-\d])(\d{6})(?!\d)/.exec(text)[1]);
	await p.click('button[value=take]');
}

// The separate consent: a dialog before the page with a script, a part of the page without.
export async function consent(p, word = 'accept') {
	await p.waitForURL('**/sensitive');
	await p.check(`input[name=sensitive][value=${word}]`);
	await p.locator('dialog button[type=submit]').first().click();
}

// A key made in the browser; returns the path of the key file.
export async function makeKey(t, p, algorithm, pass) {
	await p.waitForURL('**/key');
	await p.check(`#alg-${algorithm}`);
	await p.fill('#key-pass', pass);
	await p.fill('#key-pass2', pass);
	await p.click('[data-make]');
	await p.waitForSelector('[data-made]:not([hidden])', { timeout: 60000 });
	const file = await t.download(p, () => p.click('[data-save]'));
	await submit(p, 'form[data-key] button.govuk-button[type=submit]');
	await p.waitForURL('**/materials');
	return file;
}

export async function upload(p, files) {
	for (const [kind, file] of Object.entries(files)) {
		await p.setInputFiles(`#f-${kind}`, sample(file));
		await p.locator(`form:has(#f-${kind}) button`).first().click();
		await p.waitForSelector(`section:has(#f-${kind}) .govuk-tag--green`);
	}
}

// Declares and submits; the number.
export async function send(p, app) {
	await p.goto(`${app}/check`);
	await p.check('#f-declare');
	await submit(p);
	await p.waitForURL('**/done');
	return (await p.textContent('.panel b')).trim();
}

// Waits until the application's page leads to its certificate; the serial number.
export async function issued(p, app) {
	for (let i = 0; i < 150; i++) {
		await p.goto(app);
		const link = await p.$('main a[href^="/cert/"]');
		if (link)
			return (await link.getAttribute('href')).slice('/cert/'.length);
		await p.waitForTimeout(200);
	}
	throw new Error(`${app} got no certificate`);
}
