// Operators in a browser: the demo people of an instance, their soft keys, the signing page.
import { execFileSync } from 'node:child_process';
import { ok } from './lib.mjs';

// "certhall demo-people": number -> link that loads the soft key.
let links;
function people() {
	if (!links) {
		const out = execFileSync(process.env.CERTHALL || 'build/bin/certhall', ['demo-people'], { encoding: 'utf8' });
		links = new Map([...out.matchAll(/\((\S+), [^)]*\)\s+(https:\S+)/g)].map(m => [m[1], m[2]]));
	}
	return links;
}

// A button of the signing page works 0.7 s after it appeared: a double click on the link before must not sign.
export async function press(page, id) {
	await page.waitForSelector(`${id}:not([hidden])`);
	await page.waitForTimeout(800);
	await page.click(id);
}

// Loads his key into this browser's signing page.
export async function load(page, no) {
	ok(people().has(no), `demo-people does not name ${no}`);
	await page.goto(people().get(no));
	await press(page, '#make');
	await page.waitForSelector('#say.good');
}

// Logs in at a console ("/admin" or "/ra") with the soft key that this browser keeps.
export async function logIn(t, page, console, no) {
	await page.goto(`${t.base}${console}/login`);
	await page.fill('#f-person', no);
	await page.click('main form button');
	await page.click('main a[href*="/#"]');
	await press(page, '#soft');
	await page.waitForURL(url => url.pathname.startsWith(`${console}/`) && !url.pathname.includes('login'));
}

// A demo operator's browser, with his key, logged in.
export async function operator(t, no, console = '/ra', width = 1280) {
	const page = await t.page(width);
	await load(page, no);
	await logIn(t, page, console, no);
	return page;
}

// Follows the link to the signing page that stands in `where` and signs what it shows; comes back. key: #soft or #device.
export async function sign(page, where = 'main', key = '#soft', look = async () => 0) {
	await page.click(`${where} a[href*="/#"]`);
	await page.waitForSelector(`${key}:not([hidden])`);
	await look(page);
	await press(page, key);
	await page.waitForURL(url => url.pathname.startsWith('/admin/') || url.pathname.startsWith('/ra/'));
}

// Reloads until the page has it: signd and issuer work beside us.
export async function arrives(page, selector, seconds = 30) {
	for (let i = 0; i < 4 * seconds; i++) {
		if (await page.$(selector))
			return;
		await page.waitForTimeout(250);
		await page.reload();
	}
	throw new Error(`"${selector}" does not come at ${page.url()}`);
}

export const until = (page, text) => arrives(page, `main:has-text("${text}")`);
