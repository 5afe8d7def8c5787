// The hall as an applicant uses it, step by step; each step ends on the page that follows.  Pages are seen: axe, width, picture.
import path from 'node:path';
import { message, ok, root } from './lib.mjs';

export const sample = name => path.join(root, 'tests/sample', name);

// Every page of a story once: no violation of axe, nothing wider than the window, a picture under this name.
export async function seen(t, p, name) {
	await t.axe(p);
	await t.wide(p);
	await t.shot(p, name);
}

export const submit = (p, field = 'button.govuk-button[type=submit]:visible') => p.locator(`main ${field}`).first().click();

export async function login(t, p, mobile) {
	await p.goto(`${t.base}/login`);
	await p.fill('#f-mobile', mobile);
	const before = Date.now() - 1;
	await p.click('button[value=send]');
	await p.waitForSelector('#f-code');
	await p.fill('#f-code', /\b(\d{6})\b/.exec(await message(mobile, before))[1]);
	await p.click('button[value=login]');
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
